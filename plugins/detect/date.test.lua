local function dates(...)
  local marks = {}
  for i, text in ipairs({ ... }) do
    marks[i] = { "date", text }
  end
  return marks
end

local function ages(...)
  local marks = {}
  for i, text in ipairs({ ... }) do
    marks[i] = { "age", text }
  end
  return marks
end

return {
  {
    name = "a rule, a score and a reason",
    input = "She came on March 3rd, 2021.",
    marks = { { "date", "March 3rd, 2021", rule = "month_day", score = 0.9, why = "month" } },
  },
  {
    name = "English dates, the month first",
    input = "March 3rd, 2021; Jan. 7, 2019; MAY 4; Sept 11 '01; March 3 and 4, 2021; June 5–7; "
      .. "Monday, January 7, 2019; Fri. Feb 1",
    marks = dates("March 3rd, 2021", "Jan. 7, 2019", "MAY 4", "Sept 11 '01",
      "March 3 and 4, 2021", "June 5–7", "Monday, January 7, 2019", "Fri. Feb 1"),
  },
  {
    name = "English dates, the day first",
    input = "3 March, the 3rd of March, 12 December 2020, 5-MAY-2021, 21-May, May-21, May-2021, "
      .. "the twenty-first of June, 1999",
    marks = dates("3 March", "3rd of March", "12 December 2020", "5-MAY-2021", "21-May", "May-21",
      "May-2021", "twenty-first of June, 1999"),
  },
  {
    name = "a month and a year",
    input = "in March 2021, in March of 2016, en mars 2021, im März 2021",
    marks = dates("March 2021", "March of 2016", "mars 2021", "März 2021"),
  },
  {
    name = "dates in French, German and Spanish",
    input = "le 1er mars 2021, le 14 août, am 3. März 2021, 24. Dez. 2020, el 3 de marzo de 2021",
    marks = dates("1er mars 2021", "14 août", "3. März 2021", "24. Dez. 2020",
      "3 de marzo de 2021"),
  },
  {
    name = "dates in figures",
    input = "2021-05-21, 2021/5/2, 5/20/2021, 21.5.2021, 21.5.21, 05/21/21, 05/2021, 2021年3月15日",
    marks = dates("2021-05-21", "2021/5/2", "5/20/2021", "21.5.2021", "21.5.21", "05/21/21",
      "05/2021", "2021年3月15日"),
  },
  {
    name = "dates with a time",
    input = "2024-06-05T09:15:30.500-07:00 | 1978-04-13 12:20:39 | 2024-03-15T14:30Z | "
      .. "Mon, 15 Mar 2021 14:30:00 +0000 | March 3, 2021 at 5:30 p.m. EST",
    marks = dates("2024-06-05T09:15:30.500-07:00", "1978-04-13 12:20:39", "2024-03-15T14:30Z",
      "Mon, 15 Mar 2021 14:30:00 +0000", "March 3, 2021 at 5:30 p.m. EST"),
  },
  {
    name = "a day and a month in figures need a word before them",
    input = "Today is 5/21. Due 05/21, paid on 5/21. About 5/21 of it.",
    marks = dates("5/21", "05/21", "5/21"),
  },
  {
    name = "what is no date",
    input = "In May people came on Monday, in 1999. Version 1.2.21, IP 10.1.12.1, 555-01-1234, "
      .. "2021-13-40, 31/31/2021x, March 12% up, May 2 million go, $3 March, March 3:15, 24/7, "
      .. "since 9/11, section 3.4.21, 1.2.3.4, Today is5/21, 12345-05-21",
    marks = {},
  },
  {
    name = "years and weekdays alone are dates when asked for",
    options = { years = true, weekdays = true },
    input = "On Monday in 1999, as on Friday, March 3, 2021, he paid $2000 for 1999.5 shares.",
    marks = dates("Monday", "1999", "Friday, March 3, 2021"),
  },
  {
    name = "dates in lines that were wrapped",
    input = "since March\n3, 2021, and from 4\nMay 2020 to June 5,\n2022",
    marks = dates("March\n3, 2021", "4\nMay 2020", "June 5,\n2022"),
  },
  {
    name = "dates of a field",
    input = "none",
    given = { born = "Monday, March 3, 2021" },
    marks = dates("Monday, March 3, 2021"),
  },
  {
    name = "ages are marked by their number alone",
    input = "a 47-year-old man, 46 years old, twenty-one-year-old twins, 26 y/o, 5 years of age",
    marks = {
      { "age", "47", rule = "year_old", score = 0.9, why = "year-old" }, { "age", "46" },
      { "age", "twenty-one" }, { "age", "26" }, { "age", "5" },
    },
  },
  {
    name = "ages by the words before them",
    input = "aged 47, age 9, at the age of 61, Age: 33, she turned 60, I'll turn 23.",
    marks = ages("47", "9", "61", "33", "60", "23"),
  },
  {
    name = "an age behind a name",
    input = "Jane Roe, 47, of Springfield. Ludo van Muster, 61, said so. Jean Exemple, 33.",
    marks = {
      { "age", "47", rule = "apposition" }, { "age", "61" }, { "age", "33" },
    },
  },
  {
    name = "ages in French, German and Spanish",
    input = "âgée de 47 ans, 33 ans, im Alter von 47 Jahren, 47 Jahre alt, eine 12-jährige, 47 años",
    marks = ages("47", "33", "47", "47", "12", "47"),
  },
  {
    name = "what is no age",
    input = "a 25-year-old building, over the age of 18, Chapter Five, 12, Monday March, 12, "
      .. "Smallville, 47, age 1000, a turn 20 metres on, 1.5 years old, Jane Roe, 47, 48",
    marks = {},
  },
  {
    name = "only what is wanted",
    options = { types = { "age" } },
    input = "aged 47 on March 3",
    marks = { { "age", "47" } },
  },
}
