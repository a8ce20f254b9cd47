return {
  read = function(file)
    local rows = {}
    for row in file:csv() do rows[#rows + 1] = { row[1], row[2] } end
    return rows
  end,
}
