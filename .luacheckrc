-- Stages run in galley's sandbox: Lua 5.4 without what the sandbox takes away.
std = {
    read_globals = {
        "galley", "require", "assert", "error", "ipairs", "pairs", "pcall", "xpcall", "select",
        "tonumber", "tostring", "type", "print", "load", "getmetatable", "setmetatable",
        "rawequal", "rawget", "rawlen", "rawset", "_VERSION",
        string = { other_fields = true },
        table = { other_fields = true },
        math = { other_fields = true },
        utf8 = { other_fields = true },
        coroutine = { other_fields = true },
    },
}
max_line_length = 99
-- A stage need not use every argument that it is given.
unused_args = false
-- Articles in tests are as wide as articles are.
files["**/*.test.lua"] = { max_line_length = false }
files["plugins/data"] = { max_line_length = false }
