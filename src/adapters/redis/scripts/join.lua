--[[
Counts an owner among the members of a group for a while.

KEYS[1] the members: a sorted set of owners by the time at which they expire
ARGV[1] owner
ARGV[2] milliseconds

Returns all members
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
local longest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], longest[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)
