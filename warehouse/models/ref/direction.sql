-- ref.direction: directions of an act, seen from the unit that reported it first.
-- grain: direction_code
-- reads:
from (values
    ('inbound', 'Inbound', 'The other side comes.'),
    ('mutual', 'Mutual', 'Both sides act alike.'),
    ('outbound', 'Outbound', 'The reporting unit goes.'),
    ('third_place', 'Third place', 'The sides meet where neither is at home.'),
    ('unilateral', 'Unilateral', 'One side acts alone.'),
    ('virtual', 'Virtual', 'By video, telephone or letter.')
) as list (direction_code, label, description)
order by direction_code
