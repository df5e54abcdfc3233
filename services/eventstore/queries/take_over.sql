-- Makes this server the owner. Waits for a transaction of the former owner that is still under way; whatever that one sends
-- later carries an older epoch and changes nothing.
UPDATE log_head SET epoch = epoch + 1
RETURNING epoch, next_position, last_batch
