--[[
Gives back a lease that is still held.

KEYS[1] the lease
ARGV[1] its value

Returns 1, or 0 when the lease is lost
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
