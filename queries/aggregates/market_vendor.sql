-- title: ผู้ค้าที่เข้าและออกรายวัน / Vendors who joined and left by day
-- grain: one row per day, own org_unit and type of vendor on which any did
-- unit: vendors
-- source: fact_market_vendor, dim_date
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, vendor_type_code text, joined int, gone int
with
-- who was there before the first day of the calendar joined on it
first_day as (
    select min(date) as date from dim_date
),
events as (
    select
        case
            when fact_market_vendor.registered_date < first_day.date then first_day.date
            else fact_market_vendor.registered_date
        end as date,
        fact_market_vendor.org_unit_key, fact_market_vendor.vendor_type_code, 1 as joined, 0 as gone
    from fact_market_vendor
    cross join first_day
    where fact_market_vendor.is_deleted = false
    union all
    select
        case
            when fact_market_vendor.ended_date < first_day.date then first_day.date
            else fact_market_vendor.ended_date
        end,
        fact_market_vendor.org_unit_key, fact_market_vendor.vendor_type_code, 0, 1
    from fact_market_vendor
    cross join first_day
    where fact_market_vendor.ended_date is not null and fact_market_vendor.is_deleted = false
)
select
    date, org_unit_key, vendor_type_code, cast(sum(joined) as bigint) as joined, cast(sum(gone) as bigint) as gone
from events
where date >= :from_date and date < :to_date
group by date, org_unit_key, vendor_type_code
order by date, org_unit_key, vendor_type_code
