return {
  api = 1,
  summary = "Keep the documents for which an expression is true.",
  options = {
    expr = {
      type = "string",
      help = "a Lua expression over fields, path and len, such as: fields.headline and len > 500",
    },
  },
  open = function(opt)
    return galley.expr(opt.expr)
  end,
  process = function(doc, opt, holds)
    local fields = {}
    for name, value in doc:fields() do
      fields[name] = value
    end
    local yes = holds({ fields = fields, path = doc:path(), len = doc:len() })
    if yes == nil or yes == false then
      doc:drop("not where " .. opt.expr)
    elseif yes ~= true then
      doc:fail("the expression must be true or false, not a " .. type(yes) .. ": " .. opt.expr)
    end
  end,
}
