-- Names of nobody. First names fit anyone, so that no pronoun in a text speaks against them;
-- surnames, towns and firms are made up out of two parts.
local function words(text)
  local list = {}
  for word in text:gmatch("%S+") do
    list[#list + 1] = word
  end
  return list
end

return {
  first = words [[
    Addison Alex Ali Andrea Ariel Ash Aubrey Avery Bailey Blair Blake Brett Cameron Carey Casey
    Charlie Chris Corey Dakota Dale Dana Darcy Devon Drew Elliot Emerson Finley Frankie Gale
    Glenn Harley Hayden Jackie Jamie Jesse Jodie Jules Kai Kelly Kerry Kim Kit Lane Lee Leslie
    Lindsay Logan Marley Mel Morgan Nicky Noel Pat Perry Quinn Reese Riley Robin Rory Rowan Sage
    Sam Sandy Shannon Shawn Sidney Skyler Stevie Sunny Sydney Tatum Taylor Terry Toby Tracy Val
    Whitney Winter
  ]],
  root = words [[
    Alder Ander Ast Bald Barn Beck Birch Bram Brind Cald Carl Cor Dal Dun East Elder Elm Fal Fen
    Gar Glen Had Har Hol Ing Kel Kings Lang Lin Mel Nor Oak Pell Quar Raven Rod Sel Stan Thorn
    Under Var Wal Wes Wind Yar
  ]],
  surname = words [[
    acre beck bourne bridge brook burn by combe cott croft den field ford gate grove ham hurst
    land ley low mere more pool ridge shaw stead ton wick wood worth
  ]],
  town = words [[ bay borough burgh chester fell haven marsh minster moor mouth port quay ville ]],
  firm = words [[ Associates Council Group Holdings Institute Partners Services Trust Works ]],
  street = words [[ Avenue Close Lane Road Street Terrace Way ]],
  -- area codes of real places, in which 555-0100 to 555-0199 are kept free for fiction
  area = words [[
    201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234
    239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302
  ]],
}
