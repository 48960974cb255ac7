-- Reports that the next coding of their document no longer tells.
select epoch_us(coding.next_at) as known_at, report.report_id
from coding
join core.report as report using (revision_id, codebook_version)
left join core.report as later
    on later.report_id = report.report_id
    and later.revision_id = coding.next_revision_id
    and later.codebook_version = coding.next_codebook_version
where coding.next_at is not null and report.type_code is not null and later.report_id is null
