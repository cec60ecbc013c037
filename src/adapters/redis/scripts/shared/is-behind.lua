-- Whether an offset of a feed stands before another one.
local function isBehind(offset, other)
  local major, minor = string.match(offset, '^(%d+)-(%d+)$')
  local otherMajor, otherMinor = string.match(other, '^(%d+)-(%d+)$')
  if major ~= otherMajor then
    return tonumber(major) < tonumber(otherMajor)
  end
  return tonumber(minor) < tonumber(otherMinor)
end
