-- Windows of quotas begin and end where those of charts do, also on the days on which a clock is set: a day whose midnight comes twice
-- began an hour after calls were counted in it, and an hour cut by half an hour's shift was met twice.

-- The limits that hold for a tenant at an instant, with what counts against each: of default, plan, tenant and grant the
-- highest layer that says something; a grant only where it raises. A meter that no layer limits has one window, its month, without a limit.
-- With p_all, the limits that some layer sets; without, those of p_meters.
CREATE OR REPLACE FUNCTION quota_windows(p_tenant uuid, p_meters uuid[], p_all boolean, p_at timestamptz) RETURNS TABLE (
  meter_id uuid, period text, aggregation text, starts_at timestamptz, ends_at timestamptz,
  limit_amount numeric, mode text, layer text, used numeric, counted boolean, held numeric
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  v_plan uuid;
  v_zone text;
BEGIN
  SELECT t.plan_id, t.time_zone INTO v_plan, v_zone FROM tenant t WHERE t.tenant_id = p_tenant;
  IF p_all THEN
    p_meters := ARRAY(SELECT d.meter_id FROM quota_default d UNION SELECT q.meter_id FROM plan_quota q WHERE q.plan_id = v_plan
      UNION SELECT q.meter_id FROM tenant_quota q WHERE q.tenant_id = p_tenant);
  END IF;
  RETURN QUERY
  WITH base AS (
    SELECT DISTINCT ON (l.meter_id, l.period) l.meter_id, l.period, l.limit_amount, l.mode, l.layer FROM (
      SELECT d.meter_id, d.period, d.limit_amount, d.mode, 'default' AS layer, 1 AS rank FROM quota_default d WHERE d.meter_id = ANY (p_meters)
      UNION ALL SELECT q.meter_id, q.period, q.limit_amount, q.mode, 'plan', 2 FROM plan_quota q WHERE q.plan_id = v_plan AND q.meter_id = ANY (p_meters)
      UNION ALL SELECT q.meter_id, q.period, q.limit_amount, q.mode, 'tenant', 4 FROM tenant_quota q WHERE q.tenant_id = p_tenant AND q.meter_id = ANY (p_meters)
    ) l ORDER BY l.meter_id, l.period, l.rank DESC
  ), decided AS (
    SELECT b.meter_id, b.period, b.mode, CASE WHEN g.above THEN g.limit_amount ELSE b.limit_amount END AS limit_amount,
      CASE WHEN g.above THEN 'grant' ELSE b.layer END AS layer
    FROM base b LEFT JOIN LATERAL (
      SELECT g.limit_amount, coalesce(g.limit_amount > b.limit_amount, b.limit_amount IS NOT NULL) AS above FROM quota_grant g
      WHERE g.tenant_id = p_tenant AND g.meter_id = b.meter_id AND g.period = b.period AND g.starts_at <= p_at AND g.ends_at > p_at
      ORDER BY g.limit_amount DESC NULLS FIRST LIMIT 1
    ) g ON true
    UNION ALL
    SELECT m, 'month', 'hard', NULL, 'default' FROM unnest(p_meters) AS m WHERE m <> ALL (ARRAY(SELECT b.meter_id FROM base b))
  ), days AS (
    SELECT p.period, date_trunc(p.period, p_at AT TIME ZONE v_zone) AS starts, date_trunc(p.period, p_at AT TIME ZONE v_zone) + p.step AS ends
    FROM (VALUES ('day', interval '1 day'), ('month', interval '1 month')) AS p(period, step)
  ), edges AS (
    SELECT 'none' AS period, '-infinity'::timestamptz AS starts_at, 'infinity'::timestamptz AS ends_at
    UNION ALL SELECT 'minute', date_trunc('minute', p_at), date_trunc('minute', p_at) + interval '1 minute'
    -- Hours end as well where the clock is set, which is at quarters of an hour, so that a shift by half an hour makes one of thirty minutes.
    UNION ALL SELECT 'hour', max(t) FILTER (WHERE t <= p_at), min(t) FILTER (WHERE t > p_at)
    FROM generate_series(date_bin('15 minutes', p_at, 'epoch') - interval '1 hour', p_at + interval '75 minutes', interval '15 minutes') AS t
    WHERE EXISTS (SELECT 1 FROM decided d WHERE d.period = 'hour') AND (extract(minute FROM t AT TIME ZONE v_zone) = 0
      OR (t AT TIME ZONE v_zone) - ((t - interval '15 minutes') AT TIME ZONE v_zone) <> interval '15 minutes')
    -- A midnight that does not exist is where the clock was set over it. Of one that comes twice PostgreSQL takes the second; the day began with the first.
    UNION ALL SELECT d.period,
      CASE WHEN ((s.at - interval '1 hour') AT TIME ZONE v_zone) = d.starts THEN s.at - interval '1 hour' ELSE s.at END,
      CASE WHEN ((e.at - interval '1 hour') AT TIME ZONE v_zone) = d.ends THEN e.at - interval '1 hour' ELSE e.at END
    FROM days d CROSS JOIN LATERAL (SELECT d.starts AT TIME ZONE v_zone AS at) s CROSS JOIN LATERAL (SELECT d.ends AT TIME ZONE v_zone AS at) e
  ), windows AS (
    SELECT d.*, m.aggregation, e.starts_at, e.ends_at
    FROM decided d JOIN meter m ON m.id = d.meter_id JOIN edges e ON e.period = d.period
  )
  SELECT w.meter_id, w.period, w.aggregation, w.starts_at, w.ends_at, w.limit_amount, w.mode, w.layer,
    CASE WHEN c.used IS NULL THEN usage_between(p_tenant, w.meter_id, w.aggregation, w.period = 'minute', w.starts_at, w.ends_at) ELSE c.used END,
    c.used IS NOT NULL,
    (SELECT coalesce(sum(h.amount), 0) FROM reservation h WHERE h.tenant_id = p_tenant AND h.meter_id = w.meter_id AND h.state = 'held' AND h.expires_at > p_at)
  FROM windows w
  LEFT JOIN quota_counter c ON c.tenant_id = p_tenant AND c.meter_id = w.meter_id AND c.period = w.period AND c.starts_at = w.starts_at AND c.ends_at = w.ends_at
    AND w.aggregation IN ('sum', 'count')
  ORDER BY array_position(p_meters, w.meter_id), w.ends_at DESC;
END $$;
