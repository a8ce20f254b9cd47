return {
  {
    name = "a page of a plain text",
    path = "news/r&d.txt",
    input = "Fish & chips < 5 €.\n\nNo more.",
    output = [[
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>news/r&amp;d.txt</title>
</head>
<body>
<article>
<p>Fish &amp; chips &lt; 5 €.</p>
<p>No more.</p>
</article>
</body>
</html>
]],
  },
  {
    name = "a fragment",
    options = { fragment = true },
    input = "One\nTwo\n",
    output = "<article>\n<p>One</p>\n<p>Two</p>\n</article>\n",
  },
  {
    name = "an article with its headline, byline and headings",
    options = { fragment = true },
    before = { "clean.boilerplate", "extract.article" },
    input = [[
Ferry returns after storm
By Ann Lee

The boat came back on Monday, two days late, with all of its passengers & most of its paint.

A long night

The crew had waited for the wind to turn behind the island, the captain told reporters.
]],
    output = [[
<article>
<h1>Ferry returns after storm</h1>
<p class="byline">Ann Lee</p>
<p>The boat came back on Monday, two days late, with all of its passengers &amp; most of its paint.</p>
<h2>A long night</h2>
<p>The crew had waited for the wind to turn behind the island, the captain told reporters.</p>
</article>
]],
  },
  {
    name = "the headline is the title",
    options = { lang = "fr" },
    given = { headline = "Le café & le thé" },
    input = "Un.",
    output = [[
<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>Le café &amp; le thé</title>
</head>
<body>
<article>
<p>Un.</p>
</article>
</body>
</html>
]],
  },
}
