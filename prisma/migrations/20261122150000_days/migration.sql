-- What each tenant used and was answered on each UTC day, and under the platform's own id what all of them add up to: read
-- across thousands of tenants, where quarters of an hour would be millions of rows. A background job makes it from the exact
-- rollups and tallies, a whole day of a tenant anew each time, so that doing it twice changes nothing.
CREATE TABLE usage_day (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL,
  day date NOT NULL,
  -- Of meters that add up: sums and counts. The others' is 0.
  used numeric NOT NULL,
  allowed bigint NOT NULL,
  warned bigint NOT NULL,
  denied bigint NOT NULL,
  limited bigint NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, day)
);
-- Who used most, and what all used: read by staff, who name no tenant.
CREATE INDEX usage_day_meter_idx ON usage_day (meter_id, day, tenant_id) INCLUDE (used);
CREATE INDEX usage_day_denied_idx ON usage_day (day, tenant_id) INCLUDE (denied, limited) WHERE denied + limited > 0;

-- Hard quotas of days, months and allocations that were at 90 % or more when the job last looked.
CREATE TABLE quota_near (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL,
  period text NOT NULL,
  share numeric NOT NULL,
  ends_at timestamptz NOT NULL,
  since timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, period)
);
CREATE INDEX quota_near_share_idx ON quota_near (share DESC);

-- Where the job is: the pass under way and the last tenant it visited. What was written before `folded_at` is in.
CREATE TABLE usage_fold (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  began_at timestamptz(3),
  tenant uuid,
  folded_at timestamptz(3),
  erased bigint NOT NULL DEFAULT 0
);
INSERT INTO usage_fold DEFAULT VALUES;
-- Days whose sum over all tenants must be made anew.
CREATE TABLE usage_day_stale (day date PRIMARY KEY);

-- What came in since a moment is found by it, however late an event is.
CREATE INDEX usage_event_batch_received_idx ON usage_event_batch (tenant_id, received_at);
-- What waits for a person is found by how long it does.
CREATE INDEX tenant_status_since_idx ON tenant (status, status_changed_at);
CREATE INDEX invitation_unanswered_idx ON invitation (expires_at) WHERE role = 'owner' AND accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX teardown_residue_idx ON teardown (began_at) WHERE jsonb_path_exists(scans, '$[last].found[*] ? (@.kept == null)');

SELECT protect_tenant_table('usage_day', '');
SELECT protect_tenant_table('quota_near', '');
SELECT tear_down_table('usage_day', 'storage');
SELECT tear_down_table('quota_near', 'resources');
REVOKE ALL ON usage_fold, usage_day_stale FROM PUBLIC;
DO $$ DECLARE definer name := tenantry_role('definer'); BEGIN
  EXECUTE format('GRANT INSERT, UPDATE ON usage_day, quota_near TO %I', definer);
  EXECUTE format('GRANT SELECT, UPDATE ON usage_fold TO %I', definer);
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON usage_day_stale TO %I', definer);
  -- Under the platform's id all tenants' days are there to be added up.
  EXECUTE format('CREATE POLICY lookup ON usage_day FOR SELECT TO %I USING (current_tenant_id() = platform_id())', definer);
END $$;

-- As long as the exact numbers of decisions.
CREATE FUNCTION days_kept_since() RETURNS date LANGUAGE sql STABLE AS $$
  SELECT ((now() AT TIME ZONE 'UTC') - interval '13 months')::date
$$;

-- The UTC days of a tenant in which something was counted that was written since a moment.
CREATE FUNCTION days_written_since(p_tenant uuid, p_since timestamptz) RETURNS date[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_since = '-infinity' THEN
    RETURN ARRAY(SELECT generate_series(greatest(min(f.first AT TIME ZONE 'UTC')::date, days_kept_since()), (max(f.last) AT TIME ZONE 'UTC')::date, interval '1 day')::date
      FROM meter m CROSS JOIN LATERAL (
        SELECT least((SELECT min(r.bucket) FROM usage_rollup r WHERE r.tenant_id = p_tenant AND r.meter_id = m.id AND r.grain = 15),
            (SELECT min(t.bucket) FROM decision_tally t WHERE t.tenant_id = p_tenant AND t.meter_id = m.id)) AS first,
          greatest((SELECT max(r.bucket) FROM usage_rollup r WHERE r.tenant_id = p_tenant AND r.meter_id = m.id AND r.grain = 15),
            (SELECT max(t.bucket) FROM decision_tally t WHERE t.tenant_id = p_tenant AND t.meter_id = m.id)) AS last
      ) f HAVING count(f.first) > 0);
  END IF;
  RETURN ARRAY(
    -- An event lies at most 35 days back when it comes.
    SELECT (b.time AT TIME ZONE 'UTC')::date FROM usage_event_batch b
      WHERE b.tenant_id = p_tenant AND b.received_at >= p_since AND b.time >= p_since - interval '36 days'
    UNION SELECT (c.at AT TIME ZONE 'UTC')::date FROM usage_consumed c WHERE c.tenant_id = p_tenant AND c.at >= p_since
    UNION SELECT (t.bucket AT TIME ZONE 'UTC')::date FROM meter m JOIN decision_tally t
      ON t.tenant_id = p_tenant AND t.meter_id = m.id AND t.bucket >= p_since - interval '15 minutes');
END $$;
ALTER FUNCTION days_written_since SET enable_seqscan = off;
ALTER FUNCTION days_written_since SET enable_hashjoin = off;
ALTER FUNCTION days_written_since SET enable_mergejoin = off;
SELECT own_by_definer('days_written_since(uuid, timestamptz)');

-- Makes some days of a tenant anew from its rollups and tallies.
CREATE FUNCTION fold_days(p_tenant uuid, p_days date[]) RETURNS void LANGUAGE sql VOLATILE AS $$
  WITH fresh AS (
    SELECT m.id AS meter_id, d.day, coalesce(u.used, 0) AS used, coalesce(c.allowed, 0) AS allowed, coalesce(c.warned, 0) AS warned,
      coalesce(c.denied, 0) AS denied, coalesce(c.limited, 0) AS limited
    FROM unnest(p_days) AS d(day) CROSS JOIN meter m
    CROSS JOIN LATERAL (SELECT d.day::timestamp AT TIME ZONE 'UTC' AS starts, (d.day + 1)::timestamp AT TIME ZONE 'UTC' AS ends) w
    CROSS JOIN LATERAL (
      SELECT sum(r.sum) AS used FROM usage_rollup r
      WHERE r.tenant_id = p_tenant AND r.meter_id = m.id AND r.grain = 15 AND r.bucket >= w.starts AND r.bucket < w.ends AND m.aggregation IN ('sum', 'count')
    ) u
    CROSS JOIN LATERAL (
      SELECT sum(t.allowed) AS allowed, sum(t.warned) AS warned, sum(t.denied) AS denied, sum(t.limited) AS limited FROM decision_tally t
      WHERE t.tenant_id = p_tenant AND t.meter_id = m.id AND t.bucket >= w.starts AND t.bucket < w.ends
    ) c
    WHERE d.day >= days_kept_since() AND (u.used IS NOT NULL OR c.allowed IS NOT NULL)
  ), written AS (
    INSERT INTO usage_day AS o (tenant_id, meter_id, day, used, allowed, warned, denied, limited)
    SELECT p_tenant, f.meter_id, f.day, f.used, f.allowed, f.warned, f.denied, f.limited FROM fresh f
    ON CONFLICT (tenant_id, meter_id, day) DO UPDATE
      SET used = excluded.used, allowed = excluded.allowed, warned = excluded.warned, denied = excluded.denied, limited = excluded.limited
      WHERE (o.used, o.allowed, o.warned, o.denied, o.limited) IS DISTINCT FROM (excluded.used, excluded.allowed, excluded.warned, excluded.denied, excluded.limited)
    RETURNING day
  )
  INSERT INTO usage_day_stale (day) SELECT DISTINCT w.day FROM written w ON CONFLICT DO NOTHING
$$;
ALTER FUNCTION fold_days SET enable_seqscan = off;
ALTER FUNCTION fold_days SET enable_bitmapscan = off;
ALTER FUNCTION fold_days SET enable_hashjoin = off;
ALTER FUNCTION fold_days SET enable_mergejoin = off;
SELECT own_by_definer('fold_days(uuid, date[])');

-- Which hard quotas of a tenant are at 90 % or more, and since when within their window.
CREATE FUNCTION fold_near(p_tenant uuid) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_near quota_near[];
BEGIN
  v_near := ARRAY(SELECT (p_tenant, w.meter_id, w.period, (greatest(w.used, 0) + w.held) / w.limit_amount, w.ends_at, clock_timestamp())::quota_near
    FROM quota_windows(p_tenant, '{}', true, now()) w
    WHERE w.mode = 'hard' AND w.period IN ('none', 'day', 'month') AND w.limit_amount > 0 AND greatest(w.used, 0) + w.held >= 0.9 * w.limit_amount);
  DELETE FROM quota_near q WHERE q.tenant_id = p_tenant
    AND NOT EXISTS (SELECT FROM unnest(v_near) n WHERE n.meter_id = q.meter_id AND n.period = q.period);
  INSERT INTO quota_near AS q SELECT n.* FROM unnest(v_near) n
  ON CONFLICT (tenant_id, meter_id, period) DO UPDATE SET share = excluded.share, ends_at = excluded.ends_at,
      since = CASE WHEN q.ends_at = excluded.ends_at THEN q.since ELSE excluded.since END
    WHERE (q.share, q.ends_at) IS DISTINCT FROM (excluded.share, excluded.ends_at);
END $$;
SELECT own_by_definer('fold_near(uuid)');

-- Brings one tenant up to date with what was written since a moment; one whose tear-down began gets nothing any more.
CREATE FUNCTION fold_tenant(p_tenant uuid, p_since timestamptz, p_limits_changed boolean) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_tenant tenant;
  v_days date[];
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT * INTO v_tenant FROM tenant t WHERE t.tenant_id = p_tenant AND t.teardown_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN RETURN; END IF;
  v_days := days_written_since(p_tenant, p_since);
  IF cardinality(v_days) > 0 THEN PERFORM fold_days(p_tenant, v_days); END IF;
  IF cardinality(v_days) > 0 OR p_limits_changed OR v_tenant.updated_at >= p_since
    OR EXISTS (SELECT FROM tenant_quota q WHERE q.tenant_id = p_tenant AND q.set_at >= p_since)
    OR EXISTS (SELECT FROM quota_grant g WHERE g.tenant_id = p_tenant AND (g.set_at >= p_since OR g.ends_at BETWEEN p_since AND now())) THEN
    PERFORM fold_near(p_tenant);
  END IF;
END $$;
SELECT own_by_definer('fold_tenant(uuid, timestamptz, boolean)');

-- What all tenants together used and were answered on a day.
CREATE FUNCTION add_up_day(p_day date) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', platform_id()::text, true);
  WITH fresh AS (
    SELECT m.id AS meter_id, s.* FROM meter m CROSS JOIN LATERAL (
      SELECT sum(d.used) AS used, sum(d.allowed) AS allowed, sum(d.warned) AS warned, sum(d.denied) AS denied, sum(d.limited) AS limited
      FROM usage_day d WHERE d.meter_id = m.id AND d.day = p_day AND d.tenant_id > platform_id()
    ) s
  ), gone AS (
    DELETE FROM usage_day o USING fresh f WHERE o.tenant_id = platform_id() AND o.meter_id = f.meter_id AND o.day = p_day AND f.used IS NULL
  )
  INSERT INTO usage_day AS o (tenant_id, meter_id, day, used, allowed, warned, denied, limited)
  SELECT platform_id(), f.meter_id, p_day, f.used, f.allowed, f.warned, f.denied, f.limited FROM fresh f WHERE f.used IS NOT NULL
  ON CONFLICT (tenant_id, meter_id, day) DO UPDATE
    SET used = excluded.used, allowed = excluded.allowed, warned = excluded.warned, denied = excluded.denied, limited = excluded.limited;
  DELETE FROM usage_day_stale s WHERE s.day = p_day;
END $$;
ALTER FUNCTION add_up_day SET enable_seqscan = off;
ALTER FUNCTION add_up_day SET enable_bitmapscan = off;
ALTER FUNCTION add_up_day SET enable_hashjoin = off;
ALTER FUNCTION add_up_day SET enable_mergejoin = off;
SELECT own_by_definer('add_up_day(date)');

-- Days that are no longer kept, of one tenant or of the platform.
CREATE FUNCTION forget_days(p_tenant uuid) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  DELETE FROM usage_day d USING meter m WHERE d.tenant_id = p_tenant AND d.meter_id = m.id AND d.day < days_kept_since();
END $$;
ALTER FUNCTION forget_days SET enable_seqscan = off;
ALTER FUNCTION forget_days SET enable_hashjoin = off;
ALTER FUNCTION forget_days SET enable_mergejoin = off;
SELECT own_by_definer('forget_days(uuid)');

-- One bounded step, in one process at a time: some tenants, or, when all were visited, one day of the platform. 'working' while
-- there is more, 'done' at the end of a pass, 'resting' when the last began within p_every, 'busy' while another process is at it.
-- What was written has a time of the database's clock from before its commit: five minutes earlier are looked at again.
CREATE FUNCTION fold_usage(p_tenants int, p_every interval, OUT state text, OUT tenants int) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  fold usage_fold;
  v_since timestamptz;
  v_erased bigint;
  v_tenant uuid;
  v_day date;
  v_limits boolean;
BEGIN
  tenants := 0;
  SELECT * INTO fold FROM usage_fold FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN state := 'busy'; RETURN; END IF;
  state := 'working';
  IF fold.began_at IS NULL THEN
    IF fold.folded_at > clock_timestamp() - p_every THEN state := 'resting'; RETURN; END IF;
    fold.began_at := clock_timestamp();
    fold.tenant := platform_id();
    -- With a tenant its days went: each day is added up without it.
    SELECT count(*) INTO v_erased FROM teardown d WHERE d.unregistered_at IS NOT NULL;
    IF v_erased <> fold.erased THEN
      PERFORM set_config('app.tenant_id', platform_id()::text, true);
      INSERT INTO usage_day_stale (day) SELECT DISTINCT d.day FROM usage_day d WHERE d.tenant_id = platform_id() ON CONFLICT DO NOTHING;
      fold.erased := v_erased;
    END IF;
  END IF;
  IF fold.tenant IS NOT NULL THEN
    v_since := coalesce(fold.folded_at, '-infinity') - interval '5 minutes';
    v_limits := EXISTS (SELECT FROM quota_layer_change c WHERE c.at >= v_since);
    FOR v_tenant IN SELECT t.tenant_id FROM tenant t WHERE t.tenant_id > fold.tenant ORDER BY t.tenant_id LIMIT p_tenants LOOP
      PERFORM fold_tenant(v_tenant, v_since, v_limits);
      IF (fold.began_at AT TIME ZONE 'UTC')::date > (fold.folded_at AT TIME ZONE 'UTC')::date THEN PERFORM forget_days(v_tenant); END IF;
      tenants := tenants + 1;
      fold.tenant := v_tenant;
    END LOOP;
    IF tenants < p_tenants THEN fold.tenant := NULL; END IF;
  ELSE
    SELECT s.day INTO v_day FROM usage_day_stale s ORDER BY s.day DESC LIMIT 1;
    IF FOUND THEN
      PERFORM add_up_day(v_day);
    ELSE
      PERFORM forget_days(platform_id());
      fold.folded_at := fold.began_at;
      fold.began_at := NULL;
      state := 'done';
    END IF;
  END IF;
  UPDATE usage_fold SET began_at = fold.began_at, tenant = fold.tenant, folded_at = fold.folded_at, erased = fold.erased;
END $$;
SELECT own_by_definer('fold_usage(int, interval)', 'engine');

-- Up to when days are summed up.
CREATE FUNCTION folded_at() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT f.folded_at FROM usage_fold f $$;
SELECT own_by_definer('folded_at()', 'staff', 'app');
