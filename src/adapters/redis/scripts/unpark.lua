--[[
Takes a user back in for the holder of a lease.

KEYS[1] the lease
KEYS[2] the parked users
KEYS[3] those of them who are to be tried again
ARGV[1] the lease's value
ARGV[2] user id

Returns 1, or 0 when the lease is lost
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('SREM', KEYS[3], ARGV[2])
return 1
