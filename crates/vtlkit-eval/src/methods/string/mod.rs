//! `java.lang.String`.
//!
//! Indexes and lengths count UTF-16 code units.

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
    method("codePointCount", &[Int, Int], "The number of code points from one index up to another.", cut::code_point_count),
    method("compare", &[CharSequence, CharSequence], "Negative, 0 or positive if the first string is less than, equal to or greater than the second.", |_, call| { call.string(0)?; call.string(1)?; object::compare(call.value(0), call.value(1), &call) }),
    method("compareTo", &[Object], "Fails unless the argument is a string.", object::compare_to),
    method("compareTo", &[String], "Negative, 0 or positive if this string is less than, equal to or greater than the other.", object::compare_to),
    method("compareToIgnoreCase", &[String], "Negative, 0 or positive if this string is less than, equal to or greater than the other, ignoring case.", search::compare_ignoring_case),
    method("concat", &[String], "This string followed by the other.", build::concat),
    method("contains", &[CharSequence], "Whether this string contains the other.", search::contains),
    method("contentEquals", &[CharSequence], "Whether the other string is equal.", |this, call| Ok(Value::Bool(call.bytes(text(this)) == call.text(0)?))),
    method("copyValueOf", &[Chars], "The string of the characters of an array.", build::of_chars),
    method("copyValueOf", &[Chars, Int, Int], "The string of a part of an array of characters, given by its start and length.", build::of_some_chars),
    method("endsWith", &[String], "Whether this string ends with the other.", search::ends_with),
    method("equals", &[Object], "Whether the other value is an equal string.", object::equals),
    method("equalsIgnoreCase", &[String], "Whether the other string is equal, ignoring case.", search::equals_ignoring_case),
    method("format", &[Foreign("Locale"), String, Objects], "Like `format` without the first argument, which must be null.", |_, mut call| { let format = call.string(1)?; format::format(format, 2, &mut call) }),
    method("format", &[String, Objects], "The first argument with each specifier such as `%s`, `%05d` or `%.2f` replaced by one of the other arguments.", |_, mut call| { let format = call.string(0)?; format::format(format, 1, &mut call) }),
    method("formatted", &[Objects], "The string with each specifier such as `%s`, `%05d` or `%.2f` replaced by an argument.", |this, mut call| format::format(text(this), 0, &mut call)),
    method("getBytes", &[], "An array of the bytes of the string in UTF-8.", |this, call| bytes::get(this, call, Some(bytes::Encoding::Utf8))),
    method("getBytes", &[Foreign("Charset")], "Fails, since a template cannot pass a character set.", |_, _| Err(null())),
    method("getBytes", &[String], "An array of the bytes of the string in an encoding such as `UTF-8`.", |this, call| { let encoding = bytes::Encoding::of(call.text(0)?); bytes::get(this, call, encoding) }),
    method("getChars", &[Int, Int, Chars, Int], "Copies the characters from one index up to another to a position in an array.", build::get_chars),
    method("hashCode", &[], "Java's hash code of the string.", object::hash_code),
    method("indent", &[Int], "The string with a number of spaces added before each line, or removed if the number is negative. Each line ends with a line feed.", space::indent),
    method("indexOf", &[Int], "The index of the first occurrence of a code point, or -1.", |this, call| search::index_of_char(this, &call, 0)),
    method("indexOf", &[Int, Int], "The index of the first occurrence of a code point from an index on, or -1.", |this, call| search::index_of_char(this, &call, call.int(1))),
    method("indexOf", &[String], "The index of the first occurrence of the other string, or -1.", |this, call| search::index_of(this, &call, 0)),
    method("indexOf", &[String, Int], "The index of the first occurrence of the other string from an index on, or -1.", |this, call| search::index_of(this, &call, call.int(1))),
    method("intern", &[], "The string itself.", |this, _| Ok(this)),
    method("isBlank", &[], "Whether the string is empty or has only white space.", space::is_blank),
    method("isEmpty", &[], "Whether the string is empty.", |this, _| Ok(Value::Bool(text(this).is_empty()))),
    method("join", &[CharSequence, CharSequences], "The other arguments, joined with the first one as the separator.", build::join),
    method("join", &[CharSequence, Iterable], "The strings of a list, joined with the first argument as the separator.", build::join),
    method("lastIndexOf", &[Int], "The index of the last occurrence of a code point, or -1.", |this, call| search::last_index_of_char(this, &call, i32::MAX)),
    method("lastIndexOf", &[Int, Int], "The index of the last occurrence of a code point up to an index, or -1.", |this, call| search::last_index_of_char(this, &call, call.int(1))),
    method("lastIndexOf", &[String], "The index of the last occurrence of the other string, or -1.", |this, call| search::last_index_of(this, &call, i32::MAX)),
    method("lastIndexOf", &[String, Int], "The index of the last occurrence of the other string at or before an index, or -1.", |this, call| search::last_index_of(this, &call, call.int(1))),
    method("length", &[], "The number of UTF-16 units.", cut::length),
    method("lines", &[], "The lines of the string as a stream.", space::to_lines),
    method("matches", &[String], "Whether the whole string matches a regular expression.", regex::matches),
    method("offsetByCodePoints", &[Int, Int], "The index that is a number of code points after another.", cut::offset_by_code_points),
    method("regionMatches", &[Boolean, Int, String, Int, Int], "Whether a part of this string equals a part of another, given by whether to ignore case, the two starts and the length.", |this, call| search::region_matches(this, &call, 1, call.boolean(0))),
    method("regionMatches", &[Int, String, Int, Int], "Whether a part of this string equals a part of another, given by the two starts and the length.", |this, call| search::region_matches(this, &call, 0, false)),
    method("repeat", &[Int], "The string repeated a number of times.", build::repeat),
    method("replace", &[Char, Char], "The string with each occurrence of one character replaced by another.", build::replace_char),
    method("replace", &[CharSequence, CharSequence], "The string with each occurrence of one string replaced by another.", build::replace),
    method("replaceAll", &[String, String], "The string with each match of a regular expression replaced; `$1` is a group, and `\\` escapes the next character.", |this, call| regex::replace(this, call, regex::Which::All)),
    method("replaceFirst", &[String, String], "The string with the first match of a regular expression replaced; `$1` is a group, and `\\` escapes the next character.", |this, call| regex::replace(this, call, regex::Which::First)),
    method("split", &[String], "The parts of the string between the matches of a regular expression, without empty ones at the end.", |this, call| regex::split(this, call, 0)),
    method("split", &[String, Int], "The parts of the string between the matches of a regular expression: at most a given number, or all if the number is negative.", |this, call| { let limit = call.int(1); regex::split(this, call, limit) }),
    method("startsWith", &[String], "Whether this string starts with the other.", search::starts_with),
    method("startsWith", &[String, Int], "Whether the other string is at an index of this one.", search::starts_with_at),
    method("strip", &[], "The string without white space at its ends.", |this, call| space::strip(this, &call, true, true)),
    method("stripIndent", &[], "The string without the common indentation of its lines and without white space at their ends.", space::strip_indent),
    method("stripLeading", &[], "The string without white space at its start.", |this, call| space::strip(this, &call, true, false)),
    method("stripTrailing", &[], "The string without white space at its end.", |this, call| space::strip(this, &call, false, true)),
    method("subSequence", &[Int, Int], "The string from one index up to another.", cut::from_to),
    method("substring", &[Int], "The string from an index on.", cut::from),
    method("substring", &[Int, Int], "The string from one index up to another.", cut::from_to),
    method("toCharArray", &[], "An array of the characters.", build::to_char_array),
    method("toLowerCase", &[], "The string in lower case.", case::to_lower_case),
    method("toLowerCase", &[Foreign("Locale")], "Fails, since a template cannot pass a locale.", |_, _| Err(null())),
    method("toString", &[], "The string itself.", |this, _| Ok(this)),
    method("toUpperCase", &[], "The string in upper case.", case::to_upper_case),
    method("toUpperCase", &[Foreign("Locale")], "Fails, since a template cannot pass a locale.", |_, _| Err(null())),
    method("transform", &[Foreign("Function")], "Fails, since a template cannot pass a function.", |_, _| Err(null())),
    method("translateEscapes", &[], "The string with escapes such as `\\n` and `\\101` replaced by the characters that they represent.", build::translate_escapes),
    method("trim", &[], "The string without spaces and control characters at its ends.", space::trim),
    method("valueOf", &[Boolean], "`true` or `false`.", value_of),
    method("valueOf", &[Char], "The string of a character.", value_of),
    method("valueOf", &[Chars], "The string of the characters of an array.", build::of_chars),
    method("valueOf", &[Chars, Int, Int], "The string of a part of an array of characters, given by its start and length.", build::of_some_chars),
    method("valueOf", &[Double], "The string of a number.", value_of),
    method("valueOf", &[Float], "The string of a number.", value_of),
    method("valueOf", &[Int], "The string of a number.", value_of),
    method("valueOf", &[Long], "The string of a number.", value_of),
    method("valueOf", &[Object], "The string of any value; `null` for null.", value_of),
];

/// The string that a method is called on.
fn text(this: Value) -> Str {
    if let Value::Str(text) = this { text } else { Str::default() }
}

fn value_of(_: Value, call: Call<'_>) -> Result<Value, Failure> {
    object::to_string(call.value(0), call)
}
