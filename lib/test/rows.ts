import type pg from "pg";

/** A row per tenant in each table that only the engine's functions fill. */
export async function fillUsage(root: pg.Client, tenants: { id: string }[]): Promise<void> {
  const meter = "00000000-0000-4000-8000-000000000001";
  await root.query(
    `INSERT INTO meter (id, slug, name, event_type, aggregation) VALUES ('${meter}', 'm', 'M', 't', 'count') ON CONFLICT DO NOTHING`,
  );
  for (const { id } of tenants) {
    await root.query(`
      INSERT INTO usage_event_key VALUES ('${id}', gen_random_uuid(), now());
      INSERT INTO usage_event_batch (tenant_id, time, until, count, received_at, meters_version, events) VALUES ('${id}', now(), now(), 1, now(), 1, '[[0,"s","e","t",null,null]]');
      INSERT INTO usage_rollup (tenant_id, meter_id, grain, bucket, dimensions, sum, count, latest_at) VALUES ('${id}', '${meter}', 1, now(), '[]', 1, 1, now());
      INSERT INTO usage_unique VALUES ('${id}', '${meter}', 1, now(), '[]', 'x');
      INSERT INTO usage_consumed VALUES ('${id}', now(), gen_random_uuid(), '${meter}', '[]', 1, 1, 1, 1);
      INSERT INTO access_cut VALUES ('${id}', 'api', now());
      INSERT INTO tenant_quota VALUES ('${id}', '${meter}', 'month', 1, 'hard', 'test');
      INSERT INTO quota_grant VALUES ('${id}', gen_random_uuid(), '${meter}', 'month', 1, now(), now() + interval '1 day', 'test');
      INSERT INTO quota_counter VALUES ('${id}', '${meter}', 'month', now(), now() + interval '1 day', 1);
      INSERT INTO quota_idempotency VALUES ('${id}', 'k', gen_random_uuid(), '{}', now());
      INSERT INTO reservation VALUES ('${id}', gen_random_uuid(), '${meter}', 1, 'held', null, '[]', null, now(), now());
      INSERT INTO rate_limit VALUES ('${id}', gen_random_uuid(), 1, 'second', 'test');
      INSERT INTO rate_window (tenant_id, key_id, at, seconds, slots, counts) VALUES ('${id}', gen_random_uuid(), now(), 1, '{1}', '{1}');
      INSERT INTO decision VALUES ('${id}', gen_random_uuid(), now(), 'denied', 'consume', '${meter}', 'month', 1, 1, 1, 'hard', 'tenant', '[]');
      INSERT INTO saved_view (tenant_id, id, list, name, words, owner_id, owner_name) VALUES ('${id}', gen_random_uuid(), 'tenants', 'v', '', gen_random_uuid(), 'o');
      INSERT INTO usage_day VALUES ('${id}', '${meter}', now()::date, 1, 1, 1, 1, 1);
      INSERT INTO usage_total VALUES ('${id}', '${meter}', 15, now(), 1, 1, 1, 1, now());
      INSERT INTO usage_seal VALUES ('${id}', now());
      INSERT INTO quota_near VALUES ('${id}', '${meter}', 'month', 1, now(), now());
      INSERT INTO decision_tally VALUES ('${id}', '${meter}', now(), 1, 1, 1, 1);`);
  }
}
