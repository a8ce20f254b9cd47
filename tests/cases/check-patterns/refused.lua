return galley.re([[(['"`])\w+\1]], { anchor = "a+" })
