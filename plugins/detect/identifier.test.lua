-- All values are made up, or stand as examples in the documents that define them.
return {
  {
    name = "cards of all lengths, in groups or not",
    input = "Card 4012 8888 8888 1881, 4012-8888-8888-1881 and 378282246310005. Paid by card: 6304273733983.",
    marks = {
      { "card", "4012 8888 8888 1881", rule = "payment_card", score = 0.95, why = "card" },
      { "card", "4012-8888-8888-1881" }, { "card", "378282246310005" },
    },
  },
  {
    name = "cards side by side are each a card",
    input = "4012888888881881 4012-8888-8888-1881 4012 8888 8888 1881",
    marks = {
      { "card", "4012888888881881", score = 0.75 }, { "card", "4012-8888-8888-1881" },
      { "card", "4012 8888 8888 1881" },
    },
  },
  {
    name = "a card fails by one digit; a book is no card",
    input = "Card 4012 8888 8888 1882, ISBN 978-0-306-40615-7, 9780306406157, card 0000 0000 0000 0000",
    marks = {},
  },
  {
    name = "IBANs end where their country says, in any case and grouping",
    input = "My IBAN is GB82 WEST 1234 5698 7654 32 for transfers, de89370400440532013000, "
      .. "FR14 2004 1010 0505 0001 3M02 606; GB82 WEST 1234 5698 7654 33 is none.",
    marks = {
      { "iban", "GB82 WEST 1234 5698 7654 32", score = 0.99, why = "iban" },
      { "iban", "de89370400440532013000" }, { "iban", "FR14 2004 1010 0505 0001 3M02 606" },
    },
  },
  {
    name = "a BIC is announced, and names a country",
    input = "BIC: DEUTDEFF500, SWIFT code NEDSZAJJ; SWIFT code ABCDQQFF; The ASSEMBLY met.",
    marks = { { "bic", "DEUTDEFF500", why = "bic" }, { "bic", "NEDSZAJJ" } },
  },
  {
    name = "wallets by their check",
    input = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 and bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq, "
      .. "0x52908400098527886E0F7030069857D2E4169EE7; 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
    marks = {
      { "crypto", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", rule = "bitcoin" },
      { "crypto", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", rule = "bech32" },
      { "crypto", "0x52908400098527886E0F7030069857D2E4169EE7", rule = "ethereum" },
    },
  },
  {
    name = "American tax and insurance numbers",
    input = "SSN 219-09-9998; social security number is 219099998. ITIN 911-70-1234. EIN: 12-3456789. "
      .. "SSN 000-12-3456, 666-12-3456, 219-09-9999, 123-00-4567, 123-45-0000.",
    marks = {
      { "ssn", "219-09-9998", rule = "us_ssn", score = 0.9, why = "ssn" },
      { "ssn", "219099998" }, { "itin", "911-70-1234", why = "itin" },
      { "ein", "12-3456789", rule = "us_ein", why = "ein" },
    },
  },
  {
    name = "without a word a number of nine digits is any number, and 12345-6789 a postal code",
    input = "It counted 219099998 votes in 21909-9998.",
    marks = {},
  },
  {
    name = "what stands alone in its line or cell is more than a number in a sentence",
    input = "name\tnumber\nRoe\t219099998\n130692544\n",
    marks = { { "ssn", "219099998", score = 0.4, why = "alone" }, { "ssn", "130692544" } },
  },
  {
    name = "passports and licences by the word before them",
    input = "Her passport number is 912803456. Passport: X1234567. Driver's license number is 5130634, "
      .. "driving licence MORGA657054SM9IJ. The passport was issued in 2019.",
    marks = {
      { "passport", "912803456", why = "passport" }, { "passport", "X1234567", why = "passport" },
      { "driver_license", "5130634", why = "license" },
      { "driver_license", "MORGA657054SM9IJ", rule = "uk_driving_licence" },
    },
  },
  {
    name = "accounts, cases, plates and records by the word before them",
    input = "Account number 12345678, acct #98-7654; Case No. 3:19-cv-01234-ABC, docket 18-CR-00123; "
      .. "License plate ABC 1234, plate number: 7XYZ123; MRN: 00123456; patient ID P-98765.",
    marks = {
      { "account", "12345678", rule = "named", why = "account" }, { "account", "98-7654" },
      { "case_number", "3:19-cv-01234-ABC", why = "case" }, { "case_number", "18-CR-00123" },
      { "license_plate", "ABC 1234", why = "plate" }, { "license_plate", "7XYZ123" },
      { "medical", "00123456", why = "medical" }, { "medical", "P-98765" },
    },
  },
  {
    name = "cases, accounts and members that have no number",
    input = "The case of 2019 went on; 12 cases. By that account 500 people came. Policy 2030 is "
      .. "a plan. In case 10 die, file 3 reports. Members 18 to 25.",
    marks = {},
  },
  {
    name = "British numbers",
    input = "NI number AB 12 34 56 C, NHS 943 476 5919, AB51 ABC; NHS 943 476 5918, BG 12 34 56 A",
    marks = {
      { "nino", "AB 12 34 56 C", rule = "uk_nino" },
      { "nhs", "943 476 5919", rule = "uk_nhs", why = "nhs" },
      { "license_plate", "AB51 ABC", rule = "uk_vehicle_registration" },
    },
  },
  {
    name = "national numbers of Europe",
    input = "DNI 12345678Z, NIE X1234567L, codice fiscale RSSMRA85T10A562S, PESEL 44051401359, "
      .. "personnummer 811218-9876, hetu 131052-308T, Steuer-ID 86095742719, USt-IdNr. DE136695976",
    marks = {
      { "national_id", "12345678Z", rule = "es_nif", why = "dni" },
      { "national_id", "X1234567L", rule = "es_nie" },
      { "national_id", "RSSMRA85T10A562S", rule = "it_fiscal_code", score = 0.95 },
      { "national_id", "44051401359", rule = "pl_pesel", why = "pesel" },
      { "national_id", "811218-9876", rule = "se_personnummer" },
      { "national_id", "131052-308T", rule = "fi_personal_identity_code" },
      { "national_id", "86095742719", rule = "de_tax_id", why = "steuer-id" },
      { "national_id", "DE136695976", rule = "de_vat_id" },
    },
  },
  {
    name = "national numbers elsewhere",
    input = "Aadhaar 2341 2341 2346, PAN ABCPE1234F, TFN 123 456 782, ABN 51 824 753 556, "
      .. "SIN 130 692 544, NRIC S1234567D, TC Kimlik 10000000146, ID of South African 8001015009087",
    marks = {
      { "national_id", "2341 2341 2346", rule = "in_aadhaar" },
      { "national_id", "ABCPE1234F", rule = "in_pan", why = "pan" },
      { "national_id", "123 456 782", rule = "au_tfn" },
      { "national_id", "51 824 753 556", rule = "au_abn" },
      { "national_id", "130 692 544", rule = "ca_sin", why = "sin" },
      { "national_id", "S1234567D", rule = "sg_nric_fin" },
      { "national_id", "10000000146", rule = "tr_national_id", why = "kimlik" },
      { "national_id", "8001015009087", rule = "za_id_number", why = "african" },
    },
  },
  {
    name = "each check digit is looked at",
    input = "DNI 12345678A, NIE X1234567A, PESEL 44051401358, personnummer 811218-9875, "
      .. "Aadhaar 2341 2341 2345, TFN 123 456 783, SIN 130 692 545, TC Kimlik 10000000147",
    marks = {},
  },
  {
    name = "where a number fits two rules the word decides",
    input = "TFN 130692544? SIN 130692544!",
    options = { rules = { "ca_sin", "us_ssn" } },
    marks = { { "national_id", "130692544", rule = "ca_sin" }, { "national_id", "130692544" } },
  },
  {
    name = "of a country named, and of no other",
    options = { countries = { "ca" } },
    input = "We have 130-692-544 and 219-09-9998.",
    marks = { { "national_id", "130-692-544", rule = "ca_sin", score = 0.55 } },
  },
  {
    name = "IBANs of countries that are in no registry, and districts of plates",
    input = "IBAN MA64 0115 1900 0001 2050 0053 4921; AIC-AB-12, ÜB-AB-12, HÜN-AB-12, "
      .. "but HUN-AB-12, and MVL AB 12 is a Kennzeichen",
    marks = {
      { "iban", "MA64 0115 1900 0001 2050 0053 4921" }, { "license_plate", "AIC-AB-12" },
      { "license_plate", "ÜB-AB-12" }, { "license_plate", "HÜN-AB-12" },
      { "license_plate", "MVL AB 12", why = "kennzeichen" },
    },
  },
  {
    name = "only the types asked for",
    options = { types = { "iban" } },
    input = "SSN 219-09-9998, IBAN DE89370400440532013000",
    marks = { { "iban", "DE89370400440532013000" } },
  },
  {
    name = "the least score",
    options = { min_score = 0 },
    input = "It counted 219099998 votes.",
    marks = { { "ssn", "219099998", score = 0.1 } },
  },
  {
    name = "an unknown rule is refused",
    options = { rules = { "us_snn" } },
    input = "",
    fails = "there is no rule `us_snn`",
  },
  {
    name = "dates, times, sums, scores and the like are no identifiers",
    input = "2019-01-04 12:30:45, 04/12/2019, 1914-1918, 1,202,555,012, 12 345 678 euros, $123456789, "
      .. "3.14159265358, the 116th Congress, COVID-19, F-16s, 30-year-olds, MH370, 2-1, 10:15-11:45, "
      .. "https://example.org/2019/123456789/a1b2c3d4, v1.2.3.4567, 1990s, G20, U.N. 242, 45.5N",
    marks = {},
  },
  {
    name = "numbers that a line end splits, in full-width digits, with what is not seen",
    input = "Card 4012 8888\n8888 1881, 4012 8888\u{ad} 8888 1881, ssn ２１９-０９-９９９８, "
      .. "ssn 219&#45;09&#45;9998, IBAN GB82 WEST 1234\n5698 7654 32, IBAN DE\n"
      .. "89 3704 0044 0532 0130 00; card 4012 8888\r\n   8888 1881. IBAN DE\n89 3704 0044 0532 0130 01",
    marks = {
      { "card", "4012 8888\n8888 1881" }, { "card", "4012 8888\u{ad} 8888 1881" },
      { "ssn", "２１９-０９-９９９８" }, { "ssn", "219&#45;09&#45;9998" },
      { "iban", "GB82 WEST 1234\n5698 7654 32" },
      { "iban", "DE\n89 3704 0044 0532 0130 00" }, { "card", "4012 8888\r\n   8888 1881" },
    },
  },
  {
    name = "numbers below each other are numbers of their own",
    options = { rules = { "payment_card" }, min_score = 0 },
    input = "40128888\n88881881\n4012888888881881\n",
    marks = { { "card", "4012888888881881" } },
  },
  {
    name = "string fields are searched too",
    given = { note = "SSN 219-09-9998" },
    input = "Nothing here.",
    marks = { { "ssn", "219-09-9998" } },
  },
  { name = "an empty text", input = "", marks = {} },
}
