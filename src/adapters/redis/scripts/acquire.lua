--[[
Gives the lease of a partition to an owner, unless another one has it.

KEYS[1] the lease
KEYS[2] the fencing counter
ARGV[1] owner
ARGV[2] milliseconds

Returns the fence, or nil while another owner has the lease. The lease's value is '<fence> <owner>'.
]]
local holder = redis.call('GET', KEYS[1])
if holder and string.match(holder, '^%d+ (.*)$') ~= ARGV[1] then
  return false
end

local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence .. ' ' .. ARGV[1], 'PX', ARGV[2])
return fence
