--[[
Asks for a parked user to be tried again.

KEYS[1] the parked users
KEYS[2] those of them who are to be tried again
ARGV[1] user id

Returns 1, or 0 when the user is not parked
]]
local isParked = redis.call('HEXISTS', KEYS[1], ARGV[1])
if isParked == 1 then
  redis.call('SADD', KEYS[2], ARGV[1])
end
return isParked
