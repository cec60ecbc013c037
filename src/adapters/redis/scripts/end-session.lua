--[[
Ends a session, and keeps in mind that it was.

KEYS[1] the session
ARGV[1] until when nothing may make it again, in milliseconds

Returns what stood there before, or nil
]]
local before = redis.call('GET', KEYS[1])
if before == 'ended' then
  redis.call('PEXPIREAT', KEYS[1], ARGV[1], 'GT')
else
  redis.call('SET', KEYS[1], 'ended', 'PXAT', ARGV[1])
end
return before
