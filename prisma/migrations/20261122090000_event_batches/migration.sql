-- Events are kept as they came: many in one row, as a JSON text of [milliseconds, source, id, type, subject, data] each.
-- A row holds events of one UTC day that one key sent and one commit wrote, so that a span of time finds its rows by their first event.
ALTER TABLE usage_event RENAME TO usage_event_single;
ALTER TABLE usage_event_single NO FORCE ROW LEVEL SECURITY;
ALTER TABLE usage_event_key NO FORCE ROW LEVEL SECURITY;

CREATE TABLE usage_event_batch (
  tenant_id uuid NOT NULL,
  time timestamptz(3) NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  until timestamptz(3) NOT NULL,
  count int NOT NULL,
  key_id uuid,
  received_at timestamptz(3) NOT NULL,
  meters_version int NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (tenant_id, time, id)
) PARTITION BY RANGE (time);
CREATE TABLE usage_event_batch_other PARTITION OF usage_event_batch DEFAULT;

-- Half of the key says where it lies: ids that follow each other are kept side by side, which makes writing and finding
-- them several times cheaper than at random. What follows is 96 bits of SHA-256, by which an event counts once.
-- The same as eventKey in lib/domain/usage/event.ts.
CREATE FUNCTION event_key(source text, id text) RETURNS uuid LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  units int := length(source) + length(regexp_replace(source, '[^\U00010000-\U0010ffff]', '', 'g'));
  hash text := encode(sha256(convert_to(units || ':' || source || id, 'UTF8')), 'hex');
  near text := source || CASE WHEN length(id) >= 20 THEN left(id, 8) ELSE left(id, greatest(length(id) - 3, 0)) END;
  place bigint := 0;
BEGIN
  IF octet_length(source || id) <> length(source || id) THEN RETURN left(hash, 32)::uuid; END IF;
  FOR at IN 1 .. length(near) LOOP
    place := (place * 31 + ascii(substr(near, at, 1))) % 4294967296;
  END LOOP;
  RETURN (lpad(to_hex(place), 8, '0') || left(hash, 24))::uuid;
END $$;

TRUNCATE usage_event_key;
INSERT INTO usage_event_key (tenant_id, key, received_at) SELECT tenant_id, event_key(source, event_id), received_at FROM usage_event_single;
INSERT INTO usage_event_batch (tenant_id, time, until, count, key_id, received_at, meters_version, events)
SELECT tenant_id, min(time), max(time), count(*), key_id, received_at, meters_version,
  '[' || string_agg(json_build_array((extract(epoch FROM time) * 1000)::bigint, source, event_id, type, subject, data)::text, ',' ORDER BY time, key) || ']'
FROM (
  SELECT *, date_trunc('day', time, 'UTC') AS day,
    row_number() OVER (PARTITION BY tenant_id, date_trunc('day', time, 'UTC'), key_id, received_at, meters_version ORDER BY time, key) / 1000 AS part
  FROM usage_event_single
) e
GROUP BY tenant_id, day, key_id, received_at, meters_version, part;
DROP TABLE usage_event_single;
ALTER TABLE usage_event_key FORCE ROW LEVEL SECURITY;

-- A month's table is made with its walls in one transaction. What came before it was there waits in the default table and
-- moves along, so that no event is ever refused for want of a month. The owner sees those rows only while it moves them.
CREATE OR REPLACE FUNCTION ensure_partitions(first date, last date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month date := date_trunc('month', first);
  starts timestamptz;
  ends timestamptz;
  partition text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tenantry partitions'));
  WHILE month <= last LOOP
    partition := format('usage_event_batch_%s', to_char(month, 'YYYY_MM'));
    starts := month::timestamp AT TIME ZONE 'UTC';
    ends := (month + interval '1 month') AT TIME ZONE 'UTC';
    IF to_regclass(partition) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE usage_event_batch INCLUDING ALL)', partition);
      ALTER TABLE usage_event_batch_other NO FORCE ROW LEVEL SECURITY;
      EXECUTE format('WITH moved AS (DELETE FROM usage_event_batch_other WHERE time >= %L AND time < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
        starts, ends, partition);
      ALTER TABLE usage_event_batch_other FORCE ROW LEVEL SECURITY;
      PERFORM protect_tenant_table(partition::regclass, '');
      EXECUTE format('REVOKE ALL ON %I FROM %I', partition, tenantry_role('staff'));
      EXECUTE format('ALTER TABLE usage_event_batch ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, starts, ends);
    END IF;
    month := month + interval '1 month';
  END LOOP;
END $$;

SELECT protect_tenant_table('usage_event_batch', 'SELECT');
SELECT protect_tenant_table('usage_event_batch_other', '');

-- The end of a tenant takes the new table in the place of the old one, also where it has begun.
UPDATE teardown_plan SET name = 'usage_event_batch' WHERE name = 'usage_event';
ALTER TABLE teardown_step NO FORCE ROW LEVEL SECURITY;
UPDATE teardown_step SET name = 'usage_event_batch', cursor = NULL WHERE name = 'usage_event';
ALTER TABLE teardown_step FORCE ROW LEVEL SECURITY;

-- The events one by one.
CREATE VIEW usage_event WITH (security_invoker = true) AS
SELECT b.tenant_id, timestamptz 'epoch' + (e.event ->> 0)::bigint * interval '1 millisecond' AS time, e.event ->> 1 AS source, e.event ->> 2 AS event_id,
  e.event ->> 3 AS type, e.event ->> 4 AS subject, nullif(e.event -> 5, 'null') AS data, b.key_id, b.received_at, b.meters_version
FROM usage_event_batch b CROSS JOIN LATERAL jsonb_array_elements(b.events::jsonb) AS e(event);

DO $$
DECLARE
  app name := tenantry_role('app');
  staff name := tenantry_role('staff');
  definer name := tenantry_role('definer');
BEGIN
  EXECUTE format('REVOKE ALL ON usage_event_batch_other FROM %I', staff);
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON usage_event_batch TO %I', definer);
  EXECUTE format('GRANT SELECT ON usage_event TO %I, %I', app, staff);
END $$;

-- A meter is never deleted, and the check had all tenants lock the same row of a meter with every bucket they began.
ALTER TABLE usage_rollup DROP CONSTRAINT usage_rollup_meter_id_fkey;
ALTER TABLE usage_unique DROP CONSTRAINT usage_unique_meter_id_fkey;

DROP FUNCTION record_events(uuid, uuid, uuid, int, timestamptz, uuid[], timestamptz[], text[], text[], text[], text[], jsonb[], int[], timestamptz[], uuid[], text[], numeric[], text[]);

-- Events and what they add to the meters, in one durable step: e_* are the events' keys, b_* the rows that keep them, c_* what
-- they add to a meter in a minute, u_* the distinct values of a minute. k_* are the keys that sent them.
-- All of it is written ('ok') or nothing: 'refused' names the keys that may not write, 'duplicates' the places of events that
-- were counted before, 'stale_meters' says that the meters changed. The caller leaves those out and asks again.
-- Only the owner, importing, sets a receipt time.
CREATE FUNCTION record_events(
  p_tenant uuid, p_meters_version int, p_received_at timestamptz, k_owner uuid[], k_key uuid[],
  e_key uuid[],
  b_caller int[], b_time timestamptz[], b_until timestamptz[], b_count int[], b_events text[],
  c_meter uuid[], c_minute timestamptz[], c_dimensions text[], c_sum numeric[], c_count bigint[], c_min numeric[], c_max numeric[], c_latest numeric[], c_latest_at timestamptz[],
  u_meter uuid[], u_minute timestamptz[], u_dimensions text[], u_value text[],
  OUT outcome text, OUT refusals text[], OUT duplicates int[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  written timestamptz;
BEGIN
  IF p_received_at IS NOT NULL AND session_user = tenantry_role('engine') THEN RAISE insufficient_privilege; END IF;
  -- Before anything else: two writers with the same events wait for each other here, not in the middle.
  PERFORM lock_counters(p_tenant);
  FOR at IN 1 .. cardinality(k_key) LOOP
    refusals[at] := admit_key(p_tenant, k_owner[at], k_key[at]);
  END LOOP;
  IF 'ok' <> ANY (refusals) THEN
    outcome := 'refused';
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtext('tenantry meters'));
  IF (SELECT meters_version FROM installation) <> p_meters_version THEN
    outcome := 'stale_meters';
    RETURN;
  END IF;

  written := clock_timestamp();
  BEGIN
    INSERT INTO usage_event_key (tenant_id, key, received_at) SELECT p_tenant, k, written FROM unnest(e_key) AS k;
  EXCEPTION WHEN unique_violation THEN
    SELECT array_agg(u.n) INTO duplicates FROM unnest(e_key) WITH ORDINALITY AS u(k, n)
    WHERE EXISTS (SELECT FROM usage_event_key l WHERE l.tenant_id = p_tenant AND l.key = u.k);
    outcome := 'duplicates';
    RETURN;
  END;

  INSERT INTO usage_event_batch (tenant_id, time, until, count, key_id, received_at, meters_version, events)
  SELECT p_tenant, b.time, b.until, b.count, k_key[b.caller], coalesce(p_received_at, written), p_meters_version, b.events
  FROM unnest(b_caller, b_time, b_until, b_count, b_events) AS b(caller, time, until, count, events);

  -- Of two values of the same instant the greater is the latest, so that it does not depend on who came first.
  INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
  SELECT p_tenant, c.meter, g.grain, date_bin(make_interval(mins => g.grain), c.minute, timestamptz 'epoch') AS bin, c.dimensions,
    sum(c.sum), sum(c.count), min(c.min), max(c.max), (array_agg(c.latest ORDER BY c.latest_at DESC, c.latest DESC))[1], max(c.latest_at)
  FROM unnest(c_meter, c_minute, c_dimensions, c_sum, c_count, c_min, c_max, c_latest, c_latest_at)
    AS c(meter, minute, dimensions, sum, count, min, max, latest, latest_at)
  CROSS JOIN (VALUES (1), (15)) AS g(grain)
  GROUP BY c.meter, g.grain, bin, c.dimensions ORDER BY c.meter, g.grain, bin, c.dimensions
  ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
    sum = r.sum + excluded.sum, count = r.count + excluded.count,
    min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    latest = CASE WHEN excluded.latest_at > r.latest_at OR excluded.latest_at = r.latest_at AND excluded.latest > r.latest THEN excluded.latest ELSE r.latest END,
    latest_at = greatest(r.latest_at, excluded.latest_at);

  -- Each counter whose period covers the minute moves, also one of a zone the tenant had before: a counter is always the sum of
  -- its rollups. No period lasts longer than is looked back for.
  UPDATE quota_counter q SET used = q.used + s.added
  FROM (
    SELECT k.meter_id, k.period, k.starts_at, sum(c.sum) AS added
    FROM unnest(c_meter, c_minute, c_sum) AS c(meter, minute, sum)
    CROSS JOIN LATERAL (VALUES ('none', timestamptz '-infinity'), ('minute', c.minute - interval '1 minute'), ('hour', c.minute - interval '2 hours'),
      ('day', c.minute - interval '3 days'), ('month', c.minute - interval '33 days')) AS p(period, since)
    JOIN quota_counter k ON k.tenant_id = p_tenant AND k.meter_id = c.meter AND k.period = p.period
      AND k.starts_at >= p.since AND k.starts_at <= c.minute AND k.ends_at > c.minute
    GROUP BY k.meter_id, k.period, k.starts_at
  ) s
  WHERE q.tenant_id = p_tenant AND q.meter_id = s.meter_id AND q.period = s.period AND q.starts_at = s.starts_at;

  IF cardinality(u_meter) > 0 THEN
    INSERT INTO usage_unique (tenant_id, meter_id, grain, bucket, dimensions, value)
    SELECT DISTINCT p_tenant, u.meter, g.grain, date_bin(make_interval(mins => g.grain), u.minute, timestamptz 'epoch') AS bin, u.dimensions, u.value
    FROM unnest(u_meter, u_minute, u_dimensions, u_value) AS u(meter, minute, dimensions, value)
    CROSS JOIN (VALUES (1), (15)) AS g(grain)
    ORDER BY u.meter, g.grain, bin, u.dimensions, u.value
    ON CONFLICT DO NOTHING;
  END IF;
  outcome := 'ok';
END $$;
-- Its statements are the same every time but for the lengths of arrays: planning them anew costs more than running them.
-- And a plan made while a table is small must still be right when it is large: each finds its rows by its key.
ALTER FUNCTION record_events SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION record_events SET enable_seqscan = off;
ALTER FUNCTION record_events SET enable_hashjoin = off;
ALTER FUNCTION record_events SET enable_mergejoin = off;
ALTER FUNCTION record_events SET jit = off;
DO $$ BEGIN
  EXECUTE format('GRANT EXECUTE ON FUNCTION record_events TO %I', session_user);
END $$;
SELECT own_by_definer('record_events(uuid, int, timestamptz, uuid[], uuid[], uuid[], int[], timestamptz[], timestamptz[], int[], text[], uuid[], timestamptz[], text[], numeric[], bigint[], numeric[], numeric[], numeric[], timestamptz[], uuid[], timestamptz[], text[], text[])', 'engine');

-- What the events and the consumed rows of a span of time add up to, where the rollups say something else. Empty is right.
-- One statement, so that it sees one moment, whatever is written meanwhile. Both bounds lie on quarters of an hour.
CREATE OR REPLACE FUNCTION usage_drift(p_tenant uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (meter text, bucket timestamptz, dimensions jsonb, found text, expected text, checked bigint) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH events AS (
    SELECT timestamptz 'epoch' + (e.event ->> 0)::bigint * interval '1 millisecond' AS time, e.event ->> 3 AS type, e.event -> 5 AS data, b.meters_version
    FROM usage_event_batch b CROSS JOIN LATERAL jsonb_array_elements(b.events::jsonb) AS e(event)
    WHERE b.tenant_id = p_tenant AND b.time >= date_trunc('day', p_from, 'UTC') AND b.time < p_to AND b.until >= p_from
  ), counted AS (
    SELECT m.id, date_bin(interval '15 minutes', e.time, timestamptz 'epoch') AS bin, d.groups, v.value AS least, v.value AS most, coalesce(v.value, 1) AS added, 1 AS calls,
      CASE WHEN m.aggregation = 'latest' THEN v.value END AS latest, e.time,
      CASE WHEN m.aggregation = 'unique' THEN e.data #>> string_to_array(substr(m.value_path, 3), '.') END AS distinct_value
    FROM events e JOIN meter m ON m.event_type = e.type AND e.meters_version >= m.since_version
    CROSS JOIN LATERAL (SELECT CASE WHEN m.aggregation IN ('count', 'unique') THEN NULL ELSE (e.data #>> string_to_array(substr(m.value_path, 3), '.'))::numeric END AS value) v
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(CASE WHEN jsonb_typeof(e.data #> p.path) IN ('string', 'number', 'boolean') THEN e.data #>> p.path ELSE '' END ORDER BY g.n), '[]') AS groups
      FROM jsonb_array_elements(m.group_by) WITH ORDINALITY AS g(entry, n) CROSS JOIN LATERAL (SELECT string_to_array(substr(g.entry ->> 'path', 3), '.') AS path) p
    ) d
    WHERE e.time >= p_from AND e.time < p_to
    UNION ALL
    SELECT c.meter_id, date_bin(interval '15 minutes', c.at, timestamptz 'epoch'), c.dimensions::jsonb, c.least, c.most, c.amount, CASE WHEN c.amount > 0 THEN c.calls ELSE 0 END,
      NULL, NULL, NULL
    FROM usage_consumed c WHERE c.tenant_id = p_tenant AND c.at >= p_from AND c.at < p_to
  ), wanted AS (
    SELECT c.id, c.bin, c.groups, sum(c.added) AS sum, sum(c.calls)::bigint AS count, min(c.least) AS min, max(c.most) AS max,
      (array_agg(c.latest ORDER BY c.time DESC, c.latest DESC))[1] AS latest, count(DISTINCT c.distinct_value) AS uniques
    FROM counted c GROUP BY c.id, c.bin, c.groups
  ), kept AS (
    SELECT r.meter_id AS id, date_bin(interval '15 minutes', r.bucket, timestamptz 'epoch') AS bin, r.dimensions::jsonb AS groups,
      sum(r.sum) FILTER (WHERE r.grain = 15) AS sum, sum(r.count) FILTER (WHERE r.grain = 15) AS count, min(r.min) AS min, max(r.max) AS max,
      sum(r.sum) FILTER (WHERE r.grain = 1) AS minutes_sum, sum(r.count) FILTER (WHERE r.grain = 1) AS minutes_count,
      max(r.latest) FILTER (WHERE r.grain = 15) AS latest, (array_agg(r.latest ORDER BY r.latest_at DESC, r.latest DESC) FILTER (WHERE r.grain = 1))[1] AS minutes_latest
    FROM usage_rollup r WHERE r.tenant_id = p_tenant AND r.bucket >= p_from AND r.bucket < p_to
    GROUP BY r.meter_id, date_bin(interval '15 minutes', r.bucket, timestamptz 'epoch'), r.dimensions::jsonb
  ), kept_uniques AS (
    SELECT u.meter_id AS id, date_bin(interval '15 minutes', u.bucket, timestamptz 'epoch') AS bin, u.dimensions::jsonb AS groups,
      count(*) FILTER (WHERE u.grain = 15) AS uniques, count(DISTINCT u.value) FILTER (WHERE u.grain = 1) AS minutes_uniques
    FROM usage_unique u WHERE u.tenant_id = p_tenant AND u.bucket >= p_from AND u.bucket < p_to
    GROUP BY u.meter_id, date_bin(interval '15 minutes', u.bucket, timestamptz 'epoch'), u.dimensions::jsonb
  ), compared AS (
    SELECT m.slug, coalesce(w.bin, k.bin) AS bin, coalesce(w.groups, k.groups) AS groups,
      concat_ws(' ', trim_scale(k.sum), k.count, trim_scale(k.minutes_sum), k.minutes_count, trim_scale(k.min), trim_scale(k.max), coalesce(u.uniques, 0), coalesce(u.minutes_uniques, 0))
        || CASE WHEN m.aggregation = 'latest' THEN concat(' latest ', trim_scale(k.latest), ' ', trim_scale(k.minutes_latest)) ELSE '' END AS found,
      concat_ws(' ', trim_scale(w.sum), w.count, trim_scale(w.sum), w.count, trim_scale(w.min), trim_scale(w.max), coalesce(w.uniques, 0), coalesce(w.uniques, 0))
        || CASE WHEN m.aggregation = 'latest' THEN concat(' latest ', trim_scale(w.latest), ' ', trim_scale(w.latest)) ELSE '' END AS expected
    FROM wanted w FULL JOIN kept k ON k.id = w.id AND k.bin = w.bin AND k.groups = w.groups
    LEFT JOIN kept_uniques u ON u.id = k.id AND u.bin = k.bin AND u.groups = k.groups
    JOIN meter m ON m.id = coalesce(w.id, k.id)
  )
  SELECT c.slug, c.bin, c.groups, c.found, c.expected, count(*) OVER () FROM compared c
  ORDER BY c.found = c.expected, c.bin LIMIT 100;
END $$;
