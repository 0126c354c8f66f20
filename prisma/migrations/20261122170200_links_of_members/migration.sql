-- Whose right an invitation rests on: with their membership, or their right to invite, what they sent out ends.
ALTER TABLE invitation ADD COLUMN invited_by_id uuid;
