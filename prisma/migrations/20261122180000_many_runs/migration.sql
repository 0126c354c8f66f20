-- Plain runs of many tenants by one statement, and each of them by fewer statements of its own: of what a flush with one call costs
-- the database, starting statements was the greater part, and most of that was reading.

-- When a period began and ends at an instant, in a time zone. Hours end as well where the clock is set, which is at quarters of an
-- hour, so that a shift by half an hour makes one of thirty minutes. A midnight that does not exist is where the clock was set over
-- it. Of one that comes twice PostgreSQL takes the second; the day began with the first.
CREATE FUNCTION quota_window(p_period text, p_at timestamptz, p_zone text) RETURNS tstzrange LANGUAGE plpgsql STABLE AS $$
DECLARE
  starts timestamptz;
  ends timestamptz;
  midnight timestamp;
BEGIN
  IF p_period = 'none' THEN
    RETURN tstzrange('-infinity', 'infinity');
  ELSIF p_period = 'minute' THEN
    starts := date_trunc('minute', p_at);
    RETURN tstzrange(starts, starts + interval '1 minute');
  ELSIF p_period = 'hour' THEN
    SELECT max(t) FILTER (WHERE t <= p_at), min(t) FILTER (WHERE t > p_at) INTO starts, ends
    FROM generate_series(date_bin('15 minutes', p_at, 'epoch') - interval '1 hour', p_at + interval '75 minutes', interval '15 minutes') AS t
    WHERE extract(minute FROM t AT TIME ZONE p_zone) = 0
      OR (t AT TIME ZONE p_zone) - ((t - interval '15 minutes') AT TIME ZONE p_zone) <> interval '15 minutes';
    RETURN tstzrange(starts, ends);
  END IF;
  midnight := date_trunc(p_period, p_at AT TIME ZONE p_zone);
  starts := midnight AT TIME ZONE p_zone;
  IF ((starts - interval '1 hour') AT TIME ZONE p_zone) = midnight THEN starts := starts - interval '1 hour'; END IF;
  midnight := midnight + CASE p_period WHEN 'day' THEN interval '1 day' ELSE interval '1 month' END;
  ends := midnight AT TIME ZONE p_zone;
  IF ((ends - interval '1 hour') AT TIME ZONE p_zone) = midnight THEN ends := ends - interval '1 hour'; END IF;
  RETURN tstzrange(starts, ends);
END $$;

-- As before, with the windows of quota_window.
CREATE OR REPLACE FUNCTION quota_standing(p_tenant uuid, p_meters uuid[], p_at timestamptz,
  OUT w_at int[], OUT w_meter uuid[], OUT w_period text[], OUT w_starts timestamptz[], OUT w_ends timestamptz[], OUT w_limit numeric[],
  OUT w_hard boolean[], OUT w_layer text[], OUT w_used numeric[], OUT w_counted boolean[], OUT w_held numeric[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_plan uuid;
  v_zone text;
  some_grants boolean;
  some_holds boolean;
  l record;
  j int := 0;
  lasts tstzrange;
  starts timestamptz;
  ends timestamptz;
  raised numeric;
  counted numeric;
  held numeric;
BEGIN
  SELECT t.plan_id, t.time_zone,
    EXISTS (SELECT FROM quota_grant g WHERE g.tenant_id = p_tenant AND g.meter_id = ANY (p_meters) AND g.starts_at <= p_at AND g.ends_at > p_at),
    EXISTS (SELECT FROM reservation h WHERE h.tenant_id = p_tenant AND h.meter_id = ANY (p_meters) AND h.state = 'held' AND h.expires_at > p_at)
  INTO v_plan, v_zone, some_grants, some_holds FROM tenant t WHERE t.tenant_id = p_tenant;

  FOR l IN
    SELECT array_position(p_meters, q.meter_id) AS at, q.meter_id, q.period, q.limit_amount, q.mode, q.layer, q.rank, m.aggregation FROM (
      SELECT d.meter_id, d.period, d.limit_amount, d.mode, 'default' AS layer, 1 AS rank FROM quota_default d WHERE d.meter_id = ANY (p_meters)
      UNION ALL SELECT p.meter_id, p.period, p.limit_amount, p.mode, 'plan', 2 FROM plan_quota p WHERE p.plan_id = v_plan AND p.meter_id = ANY (p_meters)
      UNION ALL SELECT t.meter_id, t.period, t.limit_amount, t.mode, 'tenant', 4 FROM tenant_quota t WHERE t.tenant_id = p_tenant AND t.meter_id = ANY (p_meters)
      UNION ALL SELECT u.id, 'month', NULL, 'hard', 'default', 0 FROM unnest(p_meters) AS u(id)
    ) q JOIN meter m ON m.id = q.meter_id
    ORDER BY 1, q.rank = 0, array_position(ARRAY['none', 'month', 'day', 'hour', 'minute'], q.period), q.rank DESC
  LOOP
    CONTINUE WHEN w_at[j] = l.at AND (w_period[j] = l.period OR l.rank = 0);
    j := j + 1;

    IF some_grants AND l.rank > 0 THEN
      SELECT g.limit_amount INTO raised FROM quota_grant g
      WHERE g.tenant_id = p_tenant AND g.meter_id = l.meter_id AND g.period = l.period AND g.starts_at <= p_at AND g.ends_at > p_at
      ORDER BY g.limit_amount DESC NULLS FIRST LIMIT 1;
      IF FOUND AND coalesce(raised > l.limit_amount, l.limit_amount IS NOT NULL) THEN
        l.limit_amount := raised;
        l.layer := 'grant';
      END IF;
    END IF;

    lasts := quota_window(l.period, p_at, v_zone);
    starts := lower(lasts);
    ends := upper(lasts);
    counted := NULL;
    IF l.aggregation IN ('sum', 'count') THEN
      SELECT c.used INTO counted FROM quota_counter c
      WHERE c.tenant_id = p_tenant AND c.meter_id = l.meter_id AND c.period = l.period AND c.starts_at = starts AND c.ends_at = ends;
      w_counted[j] := counted IS NOT NULL;
    ELSE
      w_counted[j] := true;
    END IF;
    held := 0;
    IF some_holds THEN
      SELECT coalesce(sum(h.amount), 0) INTO held FROM reservation h
      WHERE h.tenant_id = p_tenant AND h.meter_id = l.meter_id AND h.state = 'held' AND h.expires_at > p_at;
    END IF;
    w_at[j] := l.at; w_meter[j] := l.meter_id; w_period[j] := l.period; w_starts[j] := starts; w_ends[j] := ends; w_limit[j] := l.limit_amount;
    w_hard[j] := l.mode = 'hard'; w_layer[j] := l.layer; w_held[j] := held;
    w_used[j] := coalesce(counted, usage_between(p_tenant, l.meter_id, l.aggregation, l.period = 'minute', starts, ends));
  END LOOP;
END $$;

-- Whether a key may call now.
CREATE FUNCTION key_stands(p_owner uuid, p_key uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  done text := set_config('app.tenant_id', p_owner::text, true);
BEGIN
  RETURN p_key IS NULL OR EXISTS (SELECT FROM api_key k WHERE k.tenant_id = p_owner AND k.id = p_key
    AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()));
END $$;

-- One run of plain calls to consume, under the tenant's lock, where the tenant has no limit of calls and all of the run fits. It says
-- and writes what consume() would, at a fraction of the price, because it has nothing to add up; whatever is not so plain goes there.
CREATE FUNCTION consume_plain(
  p_tenant uuid, p_ids text, p_owner uuid, p_key uuid, p_ip text, p_meter uuid, p_amount numeric, p_count int, p_group text, p_dimensions jsonb,
  p_admitted boolean
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  done text := set_config('app.tenant_id', p_tenant::text, true);
  -- After the lock: whoever waited for it is decided in the period in which it is decided.
  moment timestamptz := clock_timestamp();
  added numeric := p_amount * p_count;
  plain boolean := false;
  v_plan uuid; v_zone text; more_to_read boolean;
  l record;
  w record;
  lasts tstzrange;
  used numeric;
  room numeric;
  least_room numeric;
  -- What is shown: the window with the least room, else the longest.
  s_period text; s_starts timestamptz; s_ends timestamptz; s_limit numeric; s_hard boolean; s_layer text; s_used numeric;
  last_period text := '';
  allowed_so_far bigint;
BEGIN
  IF p_admitted THEN
    SELECT t.status = 'Active' AND NOT EXISTS (SELECT FROM rate_limit r WHERE r.tenant_id = p_tenant), t.plan_id, t.time_zone,
      EXISTS (SELECT FROM quota_grant g WHERE g.tenant_id = p_tenant AND g.meter_id = p_meter AND g.starts_at <= moment AND g.ends_at > moment)
      OR EXISTS (SELECT FROM reservation h WHERE h.tenant_id = p_tenant AND h.meter_id = p_meter AND h.state = 'held' AND h.expires_at > moment)
    INTO plain, v_plan, v_zone, more_to_read FROM tenant t WHERE t.tenant_id = p_tenant;
  END IF;

  IF plain AND more_to_read THEN
    w := quota_standing(p_tenant, ARRAY[p_meter], moment);
    plain := NOT false = ANY (w.w_counted);
    FOR j IN 1..coalesce(cardinality(w.w_at), 0) LOOP
      used := greatest(w.w_used[j], 0) + w.w_held[j];
      room := w.w_limit[j] - used - added;
      IF j = 1 OR room < least_room OR least_room IS NULL AND room IS NOT NULL THEN
        least_room := room; s_period := w.w_period[j]; s_starts := w.w_starts[j]; s_ends := w.w_ends[j]; s_limit := w.w_limit[j];
        s_hard := w.w_hard[j]; s_layer := w.w_layer[j]; s_used := used;
      END IF;
    END LOOP;
  ELSIF plain THEN
    -- What quota_standing() finds where there is neither grant nor hold and each window has its counter.
    FOR l IN
      SELECT q.period, q.limit_amount, q.mode, q.layer, q.rank, c.starts_at, c.ends_at, c.used FROM (
        SELECT d.period, d.limit_amount, d.mode, 'default' AS layer, 1 AS rank FROM quota_default d WHERE d.meter_id = p_meter
        UNION ALL SELECT p.period, p.limit_amount, p.mode, 'plan', 2 FROM plan_quota p WHERE p.plan_id = v_plan AND p.meter_id = p_meter
        UNION ALL SELECT t.period, t.limit_amount, t.mode, 'tenant', 4 FROM tenant_quota t WHERE t.tenant_id = p_tenant AND t.meter_id = p_meter
        UNION ALL SELECT 'month', NULL, 'hard', 'default', 0
      ) q LEFT JOIN quota_counter c
        ON c.tenant_id = p_tenant AND c.meter_id = p_meter AND c.period = q.period AND c.starts_at <= moment AND c.ends_at > moment
      ORDER BY q.rank = 0, array_position(ARRAY['none', 'month', 'day', 'hour', 'minute'], q.period), q.rank DESC
    LOOP
      CONTINUE WHEN l.period = last_period OR l.rank = 0 AND last_period <> '';
      lasts := quota_window(l.period, moment, v_zone);
      plain := l.starts_at = lower(lasts) AND l.ends_at = upper(lasts);
      EXIT WHEN plain IS NOT TRUE;
      used := greatest(l.used, 0);
      room := l.limit_amount - used - added;
      IF last_period = '' OR room < least_room OR least_room IS NULL AND room IS NOT NULL THEN
        least_room := room; s_period := l.period; s_starts := l.starts_at; s_ends := l.ends_at; s_limit := l.limit_amount;
        s_hard := l.mode = 'hard'; s_layer := l.layer; s_used := used;
      END IF;
      last_period := l.period;
    END LOOP;
  END IF;

  IF plain IS NOT TRUE OR least_room < 0 THEN
    RETURN consume(p_tenant, p_ids, ARRAY[p_owner], ARRAY[p_key], ARRAY[p_ip], ARRAY[p_meter], ARRAY['consume'], ARRAY[1], ARRAY[1], ARRAY[p_amount],
      ARRAY[p_count], ARRAY[0], ARRAY[p_group], ARRAY[p_dimensions], NULL, NULL, NULL, NULL);
  END IF;

  INSERT INTO usage_consumed (tenant_id, at, id, meter_id, dimensions, amount, calls, least, most, key_id)
  VALUES (p_tenant, moment, (p_ids || '0000')::uuid, p_meter, p_group, added, p_count, p_amount, p_amount, p_key);
  INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
  VALUES (p_tenant, p_meter, 1, date_bin('1 minute', moment, timestamptz 'epoch'), p_group, added, p_count, p_amount, p_amount, p_amount, moment),
    (p_tenant, p_meter, 15, date_bin('15 minutes', moment, timestamptz 'epoch'), p_group, added, p_count, p_amount, p_amount, p_amount, moment)
  ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
    sum = r.sum + excluded.sum, count = r.count + excluded.count, min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    latest = CASE WHEN excluded.latest_at >= r.latest_at THEN excluded.latest ELSE r.latest END, latest_at = greatest(r.latest_at, excluded.latest_at);
  UPDATE quota_counter c SET used = c.used + added
  WHERE c.tenant_id = p_tenant AND c.meter_id = p_meter AND c.starts_at <= moment AND c.ends_at > moment;
  INSERT INTO decision_tally AS t (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
  VALUES (p_tenant, p_meter, date_bin('15 minutes', moment, timestamptz 'epoch'), p_count, 0, 0, 0)
  ON CONFLICT (tenant_id, meter_id, bucket) DO UPDATE SET allowed = t.allowed + excluded.allowed
  RETURNING allowed INTO allowed_so_far;
  IF allowed_so_far = p_count THEN
    -- A sample of the allows: of each meter the first in the quarter of an hour.
    INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers, resets_at, key_id, ip, dimensions)
    VALUES (p_tenant, (p_ids || '0000')::uuid, moment, 'allowed', 'consume', p_meter, s_period, p_amount, s_used, s_limit,
      CASE WHEN s_hard THEN 'hard' ELSE 'soft' END, s_layer, quota_layers(p_tenant, p_meter, s_period, moment), nullif(s_ends, 'infinity'), p_key, p_ip, p_dimensions);
  END IF;
  RETURN json_build_object('at', extract(epoch FROM moment), 'outcomes', ARRAY['ok'], 'fits', ARRAY[p_count], 'pass', ARRAY[p_count], 'any', ARRAY[1],
    'anyUsed', ARRAY[(s_used + added)::text],
    'windows', json_build_array(NULL, ARRAY[s_starts], ARRAY[s_ends], ARRAY[s_limit::text], ARRAY[s_hard], ARRAY[s_layer], ARRAY[p_meter]));
END $$;

-- What most flushes are: one run of plain calls.
CREATE OR REPLACE FUNCTION consume_run(
  p_tenant uuid, p_ids text, p_owner uuid, p_key uuid, p_ip text, p_meter uuid, p_amount numeric, p_count int, p_group text, p_dimensions jsonb
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  done text := lock_counters(p_tenant);
BEGIN
  RETURN consume_plain(p_tenant, p_ids, p_owner, p_key, p_ip, p_meter, p_amount, p_count, p_group, p_dimensions, key_stands(p_owner, p_key));
END $$;

-- The same for several tenants, each opened in its turn, in one transaction: what a function for each costs beside its work is paid once.
-- They come in the order of their locks, which is the same in every process; whoever waits longer for one would make all the others wait.
-- On a distributed database each tenant's own function goes to its worker; this one is for tenants of one database.
CREATE FUNCTION consume_runs(
  p_tenants uuid[], p_ids text[], p_owners uuid[], p_keys uuid[], p_ips text[], p_meters uuid[], p_amounts numeric[], p_counts int[], p_groups text[],
  p_dimensions jsonb[]
) RETURNS SETOF json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  done text := set_config('lock_timeout', '50ms', true);
  admitted boolean;
BEGIN
  FOR i IN 1..cardinality(p_tenants) LOOP
    done := lock_counters(p_tenants[i]);
  END LOOP;
  FOR i IN 1..cardinality(p_tenants) LOOP
    IF i = 1 OR p_owners[i] IS DISTINCT FROM p_owners[i - 1] OR p_keys[i] IS DISTINCT FROM p_keys[i - 1] THEN
      admitted := key_stands(p_owners[i], p_keys[i]);
    END IF;
    RETURN NEXT consume_plain(p_tenants[i], p_ids[i], p_owners[i], p_keys[i], p_ips[i], p_meters[i], p_amounts[i], p_counts[i], p_groups[i],
      p_dimensions[i], admitted);
  END LOOP;
END $$;

-- As for the others that decide: their statements are planned once, and rightly for tables of any size.
DO $$
DECLARE
  of regproc;
  setting text;
BEGIN
  FOREACH of IN ARRAY ARRAY['quota_window', 'key_stands', 'consume_plain']::regproc[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', of);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', of, tenantry_role('definer'));
  END LOOP;
  EXECUTE format('GRANT EXECUTE ON FUNCTION quota_window TO %I, %I', tenantry_role('app'), tenantry_role('staff'));
  FOREACH of IN ARRAY ARRAY['consume_run', 'consume_runs']::regproc[] LOOP
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', of);
    FOREACH setting IN ARRAY ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit'] LOOP
      EXECUTE format('ALTER FUNCTION %s SET %I = off', of, setting);
    END LOOP;
  END LOOP;
END $$;
SELECT own_by_definer('consume_run(uuid, text, uuid, uuid, text, uuid, numeric, int, text, jsonb)', 'engine');
SELECT own_by_definer('consume_runs(uuid[], text[], uuid[], uuid[], text[], uuid[], numeric[], int[], text[], jsonb[])', 'engine');
