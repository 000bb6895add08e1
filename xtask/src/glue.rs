//! The JavaScript that wasm-bindgen writes around a file of wasm, and what is changed in it.

/// The glue with long texts written into memory by the engine at once. wasm-bindgen goes through a text character by
/// character for as long as these are ASCII, which takes ten times as long from some hundred characters on.
pub(crate) fn with_long_texts(glue: &str) -> Result<String, String> {
    let long = "\
    if (len > 64) {
        const { read, written } = cachedTextEncoder.encodeInto(arg, mem.subarray(ptr, ptr + len));
        if (read === len) {
            WASM_VECTOR_LEN = written;
            return ptr;
        }
        const others = arg.slice(read);
        const room = written + others.length * 3;
        ptr = realloc(ptr, len, room, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + written, ptr + room);
        WASM_VECTOR_LEN = written + cachedTextEncoder.encodeInto(others, view).written;
        return realloc(ptr, room, WASM_VECTOR_LEN, 1) >>> 0;
    }

";
    changed(glue, "    let offset = 0;\n\n    for (; offset < len; offset++) {", |short| {
        format!("{long}{short}")
    })
}

/// The glue with an import that has the rest of a file loaded by who asked for that with `onRest`.
pub(crate) fn with_rest(glue: &str) -> Result<String, String> {
    let glue = changed(glue, "_bg.js\": import0,", |_| {
        "_bg.js\": { ...import0, load_rest: () => loadRest(wasm) },".to_owned()
    })?;
    Ok(glue + "\nlet loadRest;\nexport function onRest(load) {\n    loadRest = load;\n}\n")
}

fn changed(glue: &str, part: &str, change: impl Fn(&str) -> String) -> Result<String, String> {
    if glue.matches(part).count() != 1 {
        return Err(format!("the glue is not what it was, it has no single `{}`", part.trim()));
    }
    Ok(glue.replacen(part, &change(part), 1))
}
