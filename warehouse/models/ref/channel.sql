-- ref.channel: who dealt with whom; the warehouse derives it from the levels and countries of the parties.
-- grain: channel_code
-- reads:
from (values
    ('mixed', 'Mixed', 'Several of the other channels in one act.'),
    ('sub_foreign_national', 'With a foreign state', 'A subnational government with the national government of another country, its diplomats included.'),
    ('sub_network', 'With a network', 'A subnational government with a transnational network of subnational governments.'),
    ('sub_nonstate', 'With a non-state body', 'A subnational government with a foreign firm, university, association or unknown body, and with no government.'),
    ('sub_sub', 'Subnational', 'Subnational governments of at least two countries.'),
    ('sub_supranational', 'With a supranational body', 'A subnational government with the European Union, the United Nations or another intergovernmental body.')
) as list (channel_code, label, description)
order by channel_code
