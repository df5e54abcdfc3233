-- Is this server still the owner?
SELECT epoch FROM log_head
