-- ref.indicator: what the values in out.indicator are, by which formula.
-- grain: indicator_code
-- reads:
from (values
    ('I1', 'Contact rate', 'Occasions in observed months by observed months. Series: all; dated (without acts placed by their publication); '
        || 'constant_panel (countries and world: only units watched in every year).', 'occasions a month'),
    ('I2', 'Dyadic count', 'Occasions of two actors (contacts), and their acts weighted by ref.event_type.weight (weighted). Only years with a contact: '
        || 'the zeros are in out.dyad_year.', 'occasions; weighted acts'),
    ('I3', 'Portfolio breadth', 'Partner countries (countries), effective partner countries exp(-Σ p ln p) and 1/Σp² (d1_countries, d2_countries), '
        || 'effective domains likewise (d1_domains, d2_domains).', 'countries; domains'),
    ('I4', 'Depth', 'depth: twinnings, accords and renewals by visits, missions, courtesy calls, talks and forums. follow_through: share of intents '
        || 'followed by a twinning or accord of the same two within 24 months; intents of the last 24 months are left out.', 'ratio; share'),
    ('I5', 'Gatekeeper bypass', 'bypass, as bounds: lower (circumvented, or opposed and yet done) by occasions, upper = lower + not_mentioned; value is the '
        || 'lower bound. accompaniment: accompanied, mediated or mandated by occasions. vetoed: acts that the own state stopped or ended. The '
        || 'state is always the unit''s own.', 'share; acts'),
    ('I6', 'Three-level mix', 'Share of each channel in the occasions; an occasion of several channels is mixed.', 'share'),
    ('I7', 'Disembedding', 'd: international occasions by these and those with the own national government, both told by the unit''s own sources.', 'share'),
    ('I8', 'Territorial concentration', 'Gini, Herfindahl-Hirschman index and share of the top ten units in the occasions of all watched units of a tier, '
        || 'zeros included: gini_local, hhi_local, top10_local and so on.', 'index'),
    ('I9', 'Confirmation', 'Acts reported by both sides by acts of two subnational sides both of which were watched in the month of the act.', 'share'),
    ('I10', 'Homogenisation', 'within: entropy of the domains of a unit by that of an even spread. between: mean Jensen-Shannon divergence (base 2) of the '
        || 'domain profiles of pairs of units with five acts or more, of at most 50 units by a fixed choice.', 'index'),
    ('I12', 'Agreement survival', 'Kaplan-Meier share of ties not ended (terminated) or not fallen silent (dormant) by whole years since conclusion; a tie '
        || 'enters at the age at which it was first told. Ties of unknown beginning are left out.', 'share'),
    ('I13', 'Asymmetry', 'asymmetry: (occasions as guest - occasions as host) by their sum. initiator: share of the occasions with an initiator in which '
        || 'the unit is one.', 'index; share'),
    ('I15', 'Conflict share', 'Acts of negative tone by acts.', 'share'),
    ('I16', 'Non-regulatory share', 'Instruments that do not bind, or of which a report claims a non-regulatory strategy, by instruments; upper counts '
        || 'instruments of unknown force too.', 'share')
) as list (indicator_code, label, description, unit)
order by indicator_code
