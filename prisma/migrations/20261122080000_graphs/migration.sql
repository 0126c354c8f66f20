-- Graphs show a limit as it was over time, and what was done meanwhile. A tenant's own limits and acts are told by its audit
-- entries, read by kind of act and time.
CREATE INDEX audit_entry_action_idx ON audit_entry (tenant_id, action, at);

-- What default and plans said is told by the platform's entries, which no tenant may read: so it is kept beside them, without
-- who and from where. A row says what a layer says from `at` on; a null mode is a layer that fell silent.
CREATE TABLE quota_layer_change (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  meter_id uuid NOT NULL REFERENCES meter,
  period text NOT NULL CHECK (period IN ('none', 'minute', 'hour', 'day', 'month')),
  plan_id uuid REFERENCES plan,
  limit_amount numeric CHECK (limit_amount >= 0),
  mode text CHECK (mode IN ('hard', 'soft')),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX quota_layer_change_meter_idx ON quota_layer_change (meter_id, period, at);
SELECT protect_platform_table('quota_layer_change');

-- The owner, too, is held to the platform's policies.
SELECT set_config('app.tenant_id', platform_id()::text, true);
INSERT INTO quota_layer_change (meter_id, period, limit_amount, mode, at) SELECT meter_id, period, limit_amount, mode, set_at FROM quota_default;
INSERT INTO quota_layer_change (meter_id, period, plan_id, limit_amount, mode, at) SELECT meter_id, period, plan_id, limit_amount, mode, set_at FROM plan_quota;
SELECT set_config('app.tenant_id', '', true);
