-- States and countries as addresses name them, as alternatives for a pattern: longer names stand
-- before those that they begin with. Names of states from the postal services of their countries,
-- of countries from ISO 3166 in everyday English and in the country's own language.
local function alternatives(...)
  local list = {}
  for _, names in ipairs({ ... }) do
    for name in names:gmatch("[^;\n]+") do
      list[#list + 1] = name:match("^%s*(.-)%s*$"):gsub("%.", "\\."):gsub(" ", "[ ]")
    end
  end
  table.sort(list, function(x, y)
    return #x > #y
  end)
  return "(?:" .. table.concat(list, "|") .. ")"
end

local us_codes = [[AL;AK;AZ;AR;CA;CO;CT;DE;DC;D.C.;FL;GA;HI;ID;IL;IN;IA;KS;KY;LA;ME;MD;MA;MI;MN;MS
MO;MT;NE;NV;NH;NJ;NM;NY;N.Y.;N.J.;NC;ND;OH;OK;OR;PA;PR;RI;SC;SD;TN;TX;UT;VT;VA;WA;WV;WI;WY;GU;VI]]

local us_names = [[Alabama;Alaska;Arizona;Arkansas;California;Calif.;Colorado;Connecticut;Conn.
Delaware;District of Columbia;Florida;Fla.;Georgia;Hawaii;Idaho;Illinois;Ill.;Indiana;Iowa;Kansas
Kentucky;Louisiana;Maine;Maryland;Massachusetts;Mass.;Michigan;Mich.;Minnesota;Minn.;Mississippi
Missouri;Montana;Nebraska;Nevada;New Hampshire;New Jersey;New Mexico;New York;North Carolina
North Dakota;Ohio;Oklahoma;Oregon;Pennsylvania;Penn.;Rhode Island;South Carolina;South Dakota
Tennessee;Tenn.;Texas;Utah;Vermont;Virginia;Washington;West Virginia;Wisconsin;Wis.;Wyoming
Puerto Rico]]

local others = [[AB;BC;MB;NB;NL;NS;NT;NU;ON;PE;QC;SK;YT;Alberta;British Columbia;Manitoba
New Brunswick;Newfoundland and Labrador;Nova Scotia;Ontario;Prince Edward Island;Quebec;Québec
Saskatchewan;Yukon;Nunavut;Northwest Territories;NSW;QLD;VIC;TAS;ACT;SA;New South Wales;Queensland
Victoria;Tasmania;South Australia;Western Australia;Northern Territory]]

local countries = [[Afghanistan;Albania;Algeria;Andorra;Angola;Argentina;Armenia;Aruba;Australia
Austria;Azerbaijan;Bahamas;Bahrain;Bangladesh;Barbados;Belarus;Belgium;Belize;Benin;Bermuda;Bhutan
Bolivia;Bosnia and Herzegovina;Botswana;Brazil;Brunei;Bulgaria;Burkina Faso;Burundi;Cambodia
Cameroon;Canada;Cape Verde;Chad;Chile;China;Colombia;Comoros;Congo;Costa Rica;Croatia;Cuba;Cyprus
Czechia;Czech Republic;Denmark;Djibouti;Dominica;Dominican Republic;Ecuador;Egypt;El Salvador
England;Equatorial Guinea;Eritrea;Estonia;Eswatini;Ethiopia;Fiji;Finland;France;Gabon;Gambia
Germany;Ghana;Gibraltar;Greece;Greenland;Grenada;Guatemala;Guinea;Guyana;Haiti;Honduras;Hong Kong
Hungary;Iceland;India;Indonesia;Iran;Iraq;Ireland;Israel;Italy;Ivory Coast;Jamaica;Japan;Jordan
Kazakhstan;Kenya;Kosovo;Kuwait;Kyrgyzstan;Laos;Latvia;Lebanon;Lesotho;Liberia;Libya;Liechtenstein
Lithuania;Luxembourg;Madagascar;Malawi;Malaysia;Maldives;Mali;Malta;Mauritania;Mauritius;Mexico
Moldova;Monaco;Mongolia;Montenegro;Morocco;Mozambique;Myanmar;Namibia;Nepal;Netherlands
The Netherlands;New Zealand;Nicaragua;Niger;Nigeria;North Macedonia;Northern Ireland;Norway;Oman
Pakistan;Palestine;Panama;Papua New Guinea;Paraguay;Peru;Philippines;Poland;Portugal;Qatar;Romania
Russia;Rwanda;San Marino;Saudi Arabia;Scotland;Senegal;Serbia;Seychelles;Sierra Leone;Singapore
Slovakia;Slovenia;Somalia;South Africa;South Korea;South Sudan;Spain;Sri Lanka;Sudan;Suriname
Sweden;Switzerland;Syria;Taiwan;Tajikistan;Tanzania;Thailand;Togo;Trinidad and Tobago;Tunisia
Turkey;Turkmenistan;Uganda;Ukraine;United Arab Emirates;United Kingdom;United States
United States of America;Uruguay;Uzbekistan;Venezuela;Vietnam;Wales;Yemen;Zambia;Zimbabwe;U.K.;UK
U.S.A.;USA;Belgique;België;Brasil;Česko;Danmark;Deutschland;Éire;España;Italia;Magyarország;México
Nederland;Norge;Österreich;Polska;România;Schweiz;Slovensko;Slovenija;Suisse;Suomi;Svizzera;Sverige
Türkiye;Ísland]]

-- The areas that British postcodes begin with.
local uk_areas = [[AB;AL;B;BA;BB;BD;BF;BH;BL;BN;BR;BS;BT;BX;CA;CB;CF;CH;CM;CO;CR;CT;CV;CW;DA;DD;DE
DG;DH;DL;DN;DT;DY;E;EC;EH;EN;EX;FK;FY;G;GL;GU;GY;HA;HD;HG;HP;HR;HS;HU;HX;IG;IM;IP;IV;JE;KA;KT;KW;KY
L;LA;LD;LE;LL;LN;LS;LU;M;ME;MK;ML;N;NE;NG;NN;NP;NR;NW;OL;OX;PA;PE;PH;PL;PO;PR;RG;RH;RM;S;SA;SE;SG
SK;SL;SM;SN;SO;SP;SR;SS;ST;SW;SY;TA;TD;TF;TN;TQ;TR;TS;TW;UB;W;WA;WC;WD;WF;WN;WR;WS;WV;YO;ZE]]

return {
  us = alternatives(us_codes, us_names),
  states = alternatives(us_codes, us_names, others),
  countries = alternatives(countries),
  uk_areas = alternatives(uk_areas),
}
