return {
  {
    name = "classes",
    input = [[
A version of this story first appeared in the weekly Harbour Watch newsletter from The Daily Quay.
The ferry came back on Monday after two weeks in dock.
This article was compiled from wire service reports.
Ada Marlow can be reached at ada.marlow@quay.example.
Please read our comment policy before you comment.
Follow Ada Marlow on Twitter @adamarlow.
(Reporting by Ivo Brandt; Editing by Lena Osei.)
Ivo Brandt in Malmo and Lena Osei contributed to this report.
Share this story
Subscribe to our print edition
Related: Ferry fares to rise
ADVERTISEMENT
© 2031 The Daily Quay. All rights reserved.
This story has been updated with the fares.
Privacy Policy
]],
    marks = {
      { "boilerplate", "A version of this story first appeared in the weekly Harbour Watch "
        .. "newsletter from The Daily Quay.", class = "newsletter", rule = "newsletter" },
      { "boilerplate", "This article was compiled from wire service reports.", class = "credit" },
      { "boilerplate", "Ada Marlow can be reached at ada.marlow@quay.example.", class = "contact" },
      { "boilerplate", "Please read our comment policy before you comment.",
        class = "comment-policy" },
      { "boilerplate", "Follow Ada Marlow on Twitter @adamarlow.", class = "contact" },
      { "boilerplate", "(Reporting by Ivo Brandt; Editing by Lena Osei.)", class = "credit" },
      { "boilerplate", "Ivo Brandt in Malmo and Lena Osei contributed to this report.",
        class = "credit" },
      { "boilerplate", "Share this story", class = "share" },
      { "boilerplate", "Subscribe to our print edition", class = "subscription" },
      { "boilerplate", "Related: Ferry fares to rise", class = "related" },
      { "boilerplate", "ADVERTISEMENT", class = "advertisement" },
      { "boilerplate", "© 2031 The Daily Quay. All rights reserved.", class = "copyright" },
      { "boilerplate", "This story has been updated with the fares.", class = "note" },
      { "boilerplate", "Privacy Policy", class = "navigation" },
    },
  },
  {
    name = "sentences of an article are not boilerplate",
    input = [[
Contact between the two crews was lost at noon.
Follow the money, the auditor said, and you find the harbour.
The heat, which lasted for weeks, contributed to the failure that this report describes.
Share prices fell.
Subscribers of the ferry line can be reached by bus.
Image by image, the team rebuilt the map.
Search teams found the boat. Home was near.
Get the nets in, he said, and have the ropes sent to the dock.
]],
    marks = {},
  },
  {
    name = "list marks belong to the line, tags and CR do not",
    input = "• Bo Lind may be reached at 555-0101.\r\n<p>Advertisement\r\n",
    marks = {
      { "boilerplate", "• Bo Lind may be reached at 555-0101.", class = "contact" },
      { "boilerplate", "Advertisement", class = "advertisement" },
    },
  },
  {
    name = "only what is asked for is removed",
    options = { remove = { "newsletter", "contact" } },
    input = "Sign up for our newsletter\n\nThe boat is back.\n\nBo Lind can be reached at b@l.example."
      .. "\n\nFrom wire reports\n",
    text = "The boat is back.\n\nFrom wire reports\n",
    marks = { { "boilerplate", "From wire reports", class = "credit" } },
    counts = { newsletter = 1, contact = 1, credit = 1 },
  },
  {
    name = "all of it is removed",
    options = { remove = { "all" } },
    input = "The boat is back.\nFrom wire reports\nAdvertisement",
    text = "The boat is back.\n",
    marks = {},
  },
  {
    name = "an unknown class is refused",
    options = { remove = { "newsletters" } },
    input = "x",
    fails = "there is no class 'newsletters'",
  },
  {
    name = "more classes by option",
    options = { rules = { ["house-ad"] = "visit the quay" }, remove = { "house-ad" } },
    input = "Visit the Quay Museum!\nThe boat is back.\n",
    text = "The boat is back.\n",
  },
  {
    name = "an empty document",
    input = "",
    marks = {},
  },
}
