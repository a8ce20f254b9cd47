-- Addresses of crypto currencies: Base58Check (Bitcoin and its kin) and bech32 (BIP 173, BIP 350).
local wallet = {}

-- ---- SHA-256, FIPS 180-4 -----------------------------------------------------------------------

-- The first 32 bits of the fractional parts of the roots of the first primes, as the standard
-- makes its constants: cube roots of 64, square roots of eight.
local function fraction(root)
  return math.floor(root % 1 * 4294967296)
end

local round, start = {}, {}
local candidate = 2
while #round < 64 do
  local prime = true
  for d = 2, candidate // 2 do
    if candidate % d == 0 then
      prime = false
      break
    end
  end
  if prime then
    round[#round + 1] = fraction(candidate ^ (1 / 3))
    if #start < 8 then
      start[#start + 1] = fraction(candidate ^ 0.5)
    end
  end
  candidate = candidate + 1
end

local function rotate(x, n)
  return (x >> n | x << (32 - n)) & 0xffffffff
end

local function schedule(block)
  local w = { string.unpack(">I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4", block) }
  for i = 17, 64 do
    local x, y = w[i - 15], w[i - 2]
    local s0 = rotate(x, 7) ~ rotate(x, 18) ~ x >> 3
    local s1 = rotate(y, 17) ~ rotate(y, 19) ~ y >> 10
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & 0xffffffff
  end
  return w
end

local function compress(state, block)
  local w = schedule(block)
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local s1 = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
    local t1 = h + s1 + (e & f ~ ~e & g) + round[i] + w[i]
    local s0 = rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)
    local t2 = s0 + (a & b ~ a & c ~ b & c)
    a, b, c, d, e, f, g, h = t1 + t2 & 0xffffffff, a, b, c, d + t1 & 0xffffffff, e, f, g
  end
  local next = { a, b, c, d, e, f, g, h }
  for i = 1, 8 do
    state[i] = state[i] + next[i] & 0xffffffff
  end
end

-- Of a string of up to 55 bytes: it fits into one block.
function wallet.sha256(s)
  local state = table.move(start, 1, 8, 1, {})
  compress(state, s .. "\x80" .. ("\0"):rep(55 - #s) .. string.pack(">I8", 8 * #s))
  return string.pack(">I4I4I4I4I4I4I4I4", table.unpack(state))
end

-- ---- addresses ---------------------------------------------------------------------------------

local base58 = {}
for i, c in utf8.codes("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz") do
  base58[c] = i - 1
end

-- 25 bytes in base 58: version, hash, and the start of a double SHA-256 of both.
function wallet.base58(s)
  local bytes = {}
  for i = 1, 25 do
    bytes[i] = 0
  end
  for i = 1, #s do
    local carry = base58[s:byte(i)]
    if not carry then
      return false
    end
    for k = 25, 1, -1 do
      carry = carry + bytes[k] * 58
      bytes[k], carry = carry & 255, carry >> 8
    end
    if carry > 0 then
      return false
    end
  end
  local all = string.char(table.unpack(bytes))
  return wallet.sha256(wallet.sha256(all:sub(1, 21))):sub(1, 4) == all:sub(22)
end

local bech32 = {}
for i, c in utf8.codes("qpzry9x8gf2tvdw0s3jn54khce6mua7l") do
  bech32[c] = i - 1
end
local generators = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 }

local function polymod(sum, v)
  local top = sum >> 25
  sum = (sum & 0x1ffffff) << 5 ~ v
  for i, generator in ipairs(generators) do
    if top >> (i - 1) & 1 == 1 then
      sum = sum ~ generator
    end
  end
  return sum
end

-- A prefix of letters, 1, and data of which the last six characters are the check: 1 for bech32,
-- 0x2bc830a3 for bech32m.
function wallet.bech32(s)
  local prefix, data = s:match("^(%l+)1(%w+)$")
  local sum = 1
  for i = 1, #prefix do
    sum = polymod(sum, prefix:byte(i) >> 5)
  end
  sum = polymod(sum, 0)
  for i = 1, #prefix do
    sum = polymod(sum, prefix:byte(i) & 31)
  end
  for i = 1, #data do
    local v = bech32[data:byte(i)]
    if not v then
      return false
    end
    sum = polymod(sum, v)
  end
  return sum == 1 or sum == 0x2bc830a3
end

return wallet
