-- title: คำร้องที่รับตามช่องทาง / Complaints received by channel
-- grain: one row per channel with complaints in the period
-- unit: complaints
-- source: agg_complaint_channel, org_unit_rollup, dim_channel
-- params: from_date date, to_date date, org_unit_key int
-- columns: channel_key int, name_th text, name_en text, is_digital bool, received int
with by_channel as (
    select
        agg_complaint_channel.channel_key,
        sum(agg_complaint_channel.received) as received
    from agg_complaint_channel
    inner join org_unit_rollup
        on org_unit_rollup.descendant_key = agg_complaint_channel.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    where agg_complaint_channel.date >= :from_date
        and agg_complaint_channel.date < :to_date
    group by agg_complaint_channel.channel_key
)
select
    by_channel.channel_key,
    dim_channel.name_th,
    dim_channel.name_en,
    dim_channel.is_digital,
    by_channel.received
from by_channel
inner join dim_channel on dim_channel.channel_key = by_channel.channel_key
where by_channel.received > 0
order by by_channel.received desc, by_channel.channel_key
