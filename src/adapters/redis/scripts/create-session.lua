--[[
Stores a session, unless it is there already or was ended.

KEYS[1] the session
ARGV[1] its record
ARGV[2] when it expires, in milliseconds

Returns OK, or nil when there is something
]]
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PXAT', ARGV[2])
