ALTER TABLE "voxseek"."segmentations" ADD COLUMN "covers_key" text;--> statement-breakpoint
ALTER TABLE "voxseek"."segmentations" ADD COLUMN "covers_shown" text;--> statement-breakpoint
-- Written by hand from here on: what is stored already gets its figures. Row security is forced on the owner too, and lifted for the length of this transaction.
alter table voxseek.segmentations no force row level security;
--> statement-breakpoint
alter table voxseek.region_counts no force row level security;
--> statement-breakpoint
update voxseek.segmentations s set
  covers_key = md5(array_to_string(s.covers, E'\n')),
  covers_shown = coalesce((
    select string_agg(case when c.most_pixels > 0 then '1' else '0' end, '' order by l.place)
    from unnest(s.covers) with ordinality as l(label, place)
    left join voxseek.region_counts c on c.team_id = s.team_id and c.segmentation_id = s.id and c.region = l.label), '');
--> statement-breakpoint
alter table voxseek.segmentations force row level security;
--> statement-breakpoint
alter table voxseek.region_counts force row level security;
--> statement-breakpoint
alter table voxseek.segmentations alter column covers_key set not null;
--> statement-breakpoint
alter table voxseek.segmentations alter column covers_shown set not null;
