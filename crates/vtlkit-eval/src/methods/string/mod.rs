//! `java.lang.String`.
//!
//! Indexes and lengths count UTF-16 units.

mod build;
mod bytes;
mod case;
pub(super) mod cut;
mod regex;
mod search;
mod space;

use vtlkit_value::{Str, Value};

use super::Parameter::{
    Boolean, Char, CharSequence, CharSequences, Chars, Double, Float, Foreign, Int, Iterable, Long, Object,
    Objects, String,
};
use super::call::null;
use super::{Call, Method, format, method, object};
use crate::Failure;

pub(super) use build::units_of;

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    method("charAt", &[Int], "The character at an index.", cut::char_at),
    method("codePointAt", &[Int], "The code point that starts at an index.", cut::code_point_at),
    method("codePointBefore", &[Int], "The code point that ends before an index.", cut::code_point_before),
    method("codePointCount", &[Int, Int], "How many code points there are from one index up to another.", cut::code_point_count),
    method("compare", &[CharSequence, CharSequence], "Negative, 0 or positive as the first text is before, equal to or after the second.", |_, call| { call.string(0)?; call.string(1)?; object::compare(call.value(0), call.value(1), &call) }),
    method("compareTo", &[Object], "Fails, unless the argument is a text too.", object::compare_to),
    method("compareTo", &[String], "Negative, 0 or positive as this text is before, equal to or after the other.", object::compare_to),
    method("compareToIgnoreCase", &[String], "Negative, 0 or positive as this text is before, equal to or after the other, whatever the case of letters.", search::compare_ignoring_case),
    method("concat", &[String], "This text and the other after it.", build::concat),
    method("contains", &[CharSequence], "Whether the other text is part of this one.", search::contains),
    method("contentEquals", &[CharSequence], "Whether the other text is the same.", |this, call| Ok(Value::Bool(call.bytes(text(this)) == call.text(0)?))),
    method("copyValueOf", &[Chars], "The text of the characters of an array.", build::of_chars),
    method("copyValueOf", &[Chars, Int, Int], "The text of a part of an array of characters: where it starts, and how many.", build::of_some_chars),
    method("endsWith", &[String], "Whether this text ends with the other.", search::ends_with),
    method("equals", &[Object], "Whether the other value is the same text.", object::equals),
    method("equalsIgnoreCase", &[String], "Whether the other text is the same but for the case of letters.", search::equals_ignoring_case),
    method("format", &[Foreign("Locale"), String, Objects], "As without the first argument, which is to be null.", |_, mut call| { let format = call.string(1)?; format::format(format, 2, &mut call) }),
    method("format", &[String, Objects], "The first argument with each specifier such as `%s`, `%05d` or `%.2f` replaced by one of the other arguments.", |_, mut call| { let format = call.string(0)?; format::format(format, 1, &mut call) }),
    method("formatted", &[Objects], "The text with each specifier such as `%s`, `%05d` or `%.2f` replaced by an argument.", |this, mut call| format::format(text(this), 0, &mut call)),
    method("getBytes", &[], "An array of the bytes of the text in UTF-8.", |this, call| bytes::get(this, call, Some(bytes::Encoding::Utf8))),
    method("getBytes", &[Foreign("Charset")], "Fails, as a template has no character set to pass.", |_, _| Err(null())),
    method("getBytes", &[String], "An array of the bytes of the text in an encoding such as `UTF-8`.", |this, call| { let encoding = bytes::Encoding::of(call.text(0)?); bytes::get(this, call, encoding) }),
    method("getChars", &[Int, Int, Chars, Int], "Copies characters into an array: from one index up to another, to a place in the array.", build::get_chars),
    method("hashCode", &[], "Java's hash code of the text.", object::hash_code),
    method("indent", &[Int], "The text with so many blanks put before each line, or taken away from it where the number is negative; each line ends with a line feed.", space::indent),
    method("indexOf", &[Int], "Where the character with a code point is for the first time; -1 if it is not there.", |this, call| search::index_of_char(this, &call, 0)),
    method("indexOf", &[Int, Int], "Where the character with a code point is for the first time from an index on; -1 if it is not there.", |this, call| search::index_of_char(this, &call, call.int(1))),
    method("indexOf", &[String], "Where the other text starts in this one for the first time; -1 if it does not.", |this, call| search::index_of(this, &call, 0)),
    method("indexOf", &[String, Int], "Where the other text starts in this one for the first time from an index on; -1 if it does not.", |this, call| search::index_of(this, &call, call.int(1))),
    method("intern", &[], "The text itself.", |this, _| Ok(this)),
    method("isBlank", &[], "Whether the text has no character but white space.", space::is_blank),
    method("isEmpty", &[], "Whether the text has no character.", |this, _| Ok(Value::Bool(text(this).is_empty()))),
    method("join", &[CharSequence, CharSequences], "The other arguments with the first one between them.", build::join),
    method("join", &[CharSequence, Iterable], "The texts of a list with the first argument between them.", build::join),
    method("lastIndexOf", &[Int], "Where the character with a code point is for the last time; -1 if it is not there.", |this, call| search::last_index_of_char(this, &call, i32::MAX)),
    method("lastIndexOf", &[Int, Int], "Where the character with a code point is for the last time up to an index; -1 if it is not there.", |this, call| search::last_index_of_char(this, &call, call.int(1))),
    method("lastIndexOf", &[String], "Where the other text starts in this one for the last time; -1 if it does not.", |this, call| search::last_index_of(this, &call, i32::MAX)),
    method("lastIndexOf", &[String, Int], "Where the other text starts in this one for the last time, at an index or before; -1 if it does not.", |this, call| search::last_index_of(this, &call, call.int(1))),
    method("length", &[], "How many UTF-16 units the text has.", cut::length),
    method("lines", &[], "The lines of the text as a stream.", space::to_lines),
    method("matches", &[String], "Whether the whole text matches a regular expression.", regex::matches),
    method("offsetByCodePoints", &[Int, Int], "The index that is so many code points after another.", cut::offset_by_code_points),
    method("regionMatches", &[Boolean, Int, String, Int, Int], "Whether a part of this text is the same as a part of another: whether the case of letters does not matter, where the part starts here and there, and how long it is.", |this, call| search::region_matches(this, &call, 1, call.boolean(0))),
    method("regionMatches", &[Int, String, Int, Int], "Whether a part of this text is the same as a part of another: where it starts here and there, and how long it is.", |this, call| search::region_matches(this, &call, 0, false)),
    method("repeat", &[Int], "The text so many times.", build::repeat),
    method("replace", &[Char, Char], "The text with each occurrence of one character replaced by another.", build::replace_char),
    method("replace", &[CharSequence, CharSequence], "The text with each occurrence of one text replaced by another.", build::replace),
    method("replaceAll", &[String, String], "The text with each match of a regular expression replaced; `$1` stands for a group, `\\` takes the next character as it is.", |this, call| regex::replace(this, call, regex::Which::All)),
    method("replaceFirst", &[String, String], "The text with the first match of a regular expression replaced; `$1` stands for a group, `\\` takes the next character as it is.", |this, call| regex::replace(this, call, regex::Which::First)),
    method("split", &[String], "The parts of the text between the matches of a regular expression, without empty ones at the end.", |this, call| regex::split(this, call, 0)),
    method("split", &[String, Int], "The parts of the text between the matches of a regular expression: at most so many, or with a negative number all.", |this, call| { let limit = call.int(1); regex::split(this, call, limit) }),
    method("startsWith", &[String], "Whether this text starts with the other.", search::starts_with),
    method("startsWith", &[String, Int], "Whether the other text is in this one at an index.", search::starts_with_at),
    method("strip", &[], "The text without white space at its ends.", |this, call| space::strip(this, &call, true, true)),
    method("stripIndent", &[], "The text without the white space that all its lines start with, and without that at their ends.", space::strip_indent),
    method("stripLeading", &[], "The text without white space at its start.", |this, call| space::strip(this, &call, true, false)),
    method("stripTrailing", &[], "The text without white space at its end.", |this, call| space::strip(this, &call, false, true)),
    method("subSequence", &[Int, Int], "The text from one index up to another.", cut::from_to),
    method("substring", &[Int], "The text from an index on.", cut::from),
    method("substring", &[Int, Int], "The text from one index up to another.", cut::from_to),
    method("toCharArray", &[], "The characters, in an array.", build::to_char_array),
    method("toLowerCase", &[], "The text in lower case.", case::to_lower_case),
    method("toLowerCase", &[Foreign("Locale")], "Fails, as a template has no locale to pass.", |_, _| Err(null())),
    method("toString", &[], "The text itself.", |this, _| Ok(this)),
    method("toUpperCase", &[], "The text in upper case.", case::to_upper_case),
    method("toUpperCase", &[Foreign("Locale")], "Fails, as a template has no locale to pass.", |_, _| Err(null())),
    method("transform", &[Foreign("Function")], "Fails, as a template has no function to pass.", |_, _| Err(null())),
    method("translateEscapes", &[], "The text with escapes such as `\\n` and `\\101` replaced by what they stand for.", build::translate_escapes),
    method("trim", &[], "The text without blanks and control characters at its ends.", space::trim),
    method("valueOf", &[Boolean], "`true` or `false`.", value_of),
    method("valueOf", &[Char], "The text of a character.", value_of),
    method("valueOf", &[Chars], "The text of the characters of an array.", build::of_chars),
    method("valueOf", &[Chars, Int, Int], "The text of a part of an array of characters: where it starts, and how many.", build::of_some_chars),
    method("valueOf", &[Double], "The text of a number.", value_of),
    method("valueOf", &[Float], "The text of a number.", value_of),
    method("valueOf", &[Int], "The text of a number.", value_of),
    method("valueOf", &[Long], "The text of a number.", value_of),
    method("valueOf", &[Object], "The text of any value; `null` for null.", value_of),
];

/// The text a method of `String` is called on.
fn text(this: Value) -> Str {
    if let Value::Str(text) = this { text } else { Str::default() }
}

fn value_of(_: Value, call: Call<'_>) -> Result<Value, Failure> {
    object::to_string(call.value(0), call)
}
