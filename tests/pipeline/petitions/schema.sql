-- A complaint system on PostgreSQL of another make than the sample: its own schema, lookup tables, times with zone.
create schema petition;
create table petition.status (id smallint primary key, name text not null);
insert into petition.status values (1, 'รับเรื่องแล้ว'), (2, 'กำลังดำเนินการ'), (3, 'เสร็จสิ้น'), (9, 'ยกเลิก');
create table petition.division (id int primary key, name text not null);
insert into petition.division values (10, 'สำนักช่าง'), (20, 'สำนักปลัดเทศบาล');
create table petition.citizen (id bigint primary key, full_name text, phone text, national_id text);
insert into petition.citizen values (1, 'นายสมชาย ใจดี', '081-234-5678', '1409900000001');
create table petition."Case" (
  id bigint generated always as identity primary key,
  ref text not null,
  opened timestamptz not null,
  took timestamptz,
  closed timestamptz,
  due date,
  status_id smallint not null references petition.status,
  division_id int references petition.division,
  topic text,
  channel text,
  zone text,
  lat numeric(9, 6),
  lng numeric(9, 6),
  stars smallint,
  subject text,
  citizen_id bigint references petition.citizen,
  "officerName" text,
  updated timestamptz not null
);
create index on petition."Case" (updated, id);
create table petition.status_change (
  id bigint generated always as identity primary key,
  case_id bigint not null,
  status_id smallint not null references petition.status,
  at timestamptz not null,
  made_by text
);
