# The five redactions of five.lua for sed -E.
s/\bhttps?:\/\/[^[:space:]<>"']+/[URL]/g
s/\b[[:alnum:]_.+-]{1,64}@[[:alnum:]_-]+(\.[[:alnum:]_-]+)+\b/[EMAIL]/g
s/\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b/[SSN]/g
s/\b([0-9]{1,3}\.){3}[0-9]{1,3}\b/[IP]/g
s/(\+[0-9]{1,2}[ .-]?)?(\([0-9]{3}\) ?|\b[0-9]{3}[.-])[0-9]{3}[.-][0-9]{4}\b/[PHONE]/g
