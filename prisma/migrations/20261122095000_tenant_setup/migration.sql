-- What is still to be done of a tenant that is being set up step by step: {limits, done}. Null for one made in a single step.
ALTER TABLE tenant ADD COLUMN setup jsonb;
