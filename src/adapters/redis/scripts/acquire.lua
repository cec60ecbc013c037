--[[
Gives the lease of a partition to an owner, unless another one has it.

KEYS[1] the lease
KEYS[2] the fencing counter
KEYS[3] the partition's feed
ARGV[1] group
ARGV[2] owner
ARGV[3] milliseconds

Returns the fence, or nil while another owner has the lease. The lease's value is '<fence> <owner>'.
]]
local holder = redis.call('GET', KEYS[1])
if holder and string.match(holder, '^%d+ (.*)$') ~= ARGV[2] then
  return false
end

local group = redis.pcall('XGROUP', 'CREATE', KEYS[3], ARGV[1], '0', 'MKSTREAM')
if group.err and not string.match(group.err, 'BUSYGROUP') then
  return group
end
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence .. ' ' .. ARGV[2], 'PX', ARGV[3])
return fence
