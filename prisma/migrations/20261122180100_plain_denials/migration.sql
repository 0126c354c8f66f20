-- A tenant at its limit is denied call by call: that costs no more than to let them pass, but for the row that is kept of each.

-- One run of plain calls to consume, under the tenant's lock, where the tenant has no limit of calls and all of the run fits, or none of
-- it. It says and writes what consume() would, at a fraction of the price, because it has nothing to add up; whatever is not so plain
-- goes there.
CREATE OR REPLACE FUNCTION consume_plain(
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
  -- What denies: the hard window with the least room.
  h_room numeric; h_period text; h_starts timestamptz; h_ends timestamptz; h_limit numeric; h_layer text; h_used numeric;
  said jsonb;
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
      IF w.w_hard[j] AND room IS NOT NULL AND (h_room IS NULL OR room + added < h_room) THEN
        h_room := room + added; h_period := w.w_period[j]; h_starts := w.w_starts[j]; h_ends := w.w_ends[j]; h_limit := w.w_limit[j];
        h_layer := w.w_layer[j]; h_used := used;
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
      IF l.mode = 'hard' AND room IS NOT NULL AND (h_room IS NULL OR room + added < h_room) THEN
        h_room := room + added; h_period := l.period; h_starts := l.starts_at; h_ends := l.ends_at; h_limit := l.limit_amount;
        h_layer := l.layer; h_used := used;
      END IF;
      last_period := l.period;
    END LOOP;
  END IF;

  IF plain AND h_room < p_amount THEN
    INSERT INTO decision_tally AS t (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
    VALUES (p_tenant, p_meter, date_bin('15 minutes', moment, timestamptz 'epoch'), 0, p_count, 0, 0)
    ON CONFLICT (tenant_id, meter_id, bucket) DO UPDATE SET denied = t.denied + excluded.denied;
    said := quota_layers(p_tenant, p_meter, h_period, moment);
    INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers, resets_at, key_id, ip, dimensions)
    SELECT p_tenant, (p_ids || lpad(to_hex(k), 4, '0'))::uuid, moment, 'denied', 'consume', p_meter, h_period, p_amount, h_used, h_limit, 'hard', h_layer, said,
      nullif(h_ends, 'infinity'), p_key, p_ip, p_dimensions
    FROM generate_series(0, p_count - 1) AS k;
    RETURN json_build_object('at', extract(epoch FROM moment), 'outcomes', ARRAY['ok'], 'fits', ARRAY[0], 'pass', ARRAY[p_count], 'hard', ARRAY[1],
      'hardUsed', ARRAY[h_used::text],
      'windows', json_build_array(NULL, ARRAY[h_starts], ARRAY[h_ends], ARRAY[h_limit::text], ARRAY[true], ARRAY[h_layer], ARRAY[p_meter]));
  ELSIF plain IS NOT TRUE OR least_room < 0 THEN
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
