-- Counts attempts, or takes some back from a counter that is there. One that stands at nothing is forgotten.
--
-- KEYS[1] the counter
-- ARGV[1] by how much to change it; negative to take back
-- ARGV[2] how long it counts from its first attempt on, in seconds
--
-- Returns {what it stands at, for how long it still counts in milliseconds}.

local change = tonumber(ARGV[1])
if change < 0 and redis.call('exists', KEYS[1]) == 0 then
  return {0, 0}
end
local attempts = redis.call('incrby', KEYS[1], change)
if attempts <= 0 then
  redis.call('del', KEYS[1])
  return {0, 0}
end
local remaining = redis.call('pttl', KEYS[1])
if remaining < 0 then
  redis.call('expire', KEYS[1], ARGV[2])
  remaining = 1000 * ARGV[2]
end
return {attempts, remaining}
