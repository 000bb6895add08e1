// Writes src/unicode/tables.rs from the character database of the Java that runs it (17, so Unicode 13):
//   java --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util.regex=ALL-UNNAMED \
//     Tables.java > ../src/unicode/tables.rs

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

public class Tables {
    static final int COUNT = 0x110000;
    static final int RUNS_PER_MARK = 64;

    public static void main(String[] args) throws Exception {
        System.out.println("//! Character data of Java " + Runtime.version().feature() + ", written by `tables/Tables.java`.");
        System.out.println();
        System.out.println("use super::runs::Runs;");
        runs("CATEGORY", "`Character.getType(int)`.", Character::getType);
        runs("SCRIPT", "Ordinals of `Character.UnicodeScript`.", c -> Character.UnicodeScript.of(c).ordinal());
        runs("FLAGS", "Bits of [`super::flag`].", Tables::flags);
        pictographs();
        caseMap("TO_UPPER", "`Character.toUpperCase(int)`", Character::toUpperCase);
        caseMap("TO_LOWER", "`Character.toLowerCase(int)`", Character::toLowerCase);
        scriptNames();
        blocks();
    }

    static int flags(int c) {
        int type = Character.getType(c);
        int bits = 0;
        boolean letter = type >= 1 && type <= 5;
        if (Character.isAlphabetic(c) && !letter && type != Character.LETTER_NUMBER) bits |= 1;
        if (Character.isIdeographic(c)) bits |= 2;
        if (Character.isLowerCase(c) && type != Character.LOWERCASE_LETTER) bits |= 4;
        if (Character.isUpperCase(c) && type != Character.UPPERCASE_LETTER) bits |= 8;
        if (Character.isMirrored(c)) bits |= 16;
        if (Character.isWhitespace(c)) bits |= 32;
        if (Character.isUnicodeIdentifierStart(c) && !letter && type != Character.LETTER_NUMBER) bits |= 64;
        boolean part = Character.isUnicodeIdentifierStart(c) || Character.isIdentifierIgnorable(c)
            || type == Character.CONNECTOR_PUNCTUATION || type == Character.DECIMAL_DIGIT_NUMBER
            || type == Character.COMBINING_SPACING_MARK || type == Character.NON_SPACING_MARK;
        if (Character.isUnicodeIdentifierPart(c) && !part) bits |= 128;
        return bits;
    }

    /** The property is not public before Java 21; the regex package keeps its own copy. */
    static void pictographs() throws Exception {
        Method m = Class.forName("java.util.regex.EmojiData").getDeclaredMethod("isExtendedPictographic", int.class);
        m.setAccessible(true);
        boolean[] is = new boolean[COUNT];
        for (int c = 0; c < COUNT; c++) is[c] = (boolean) m.invoke(null, c);
        runs("PICTOGRAPHIC", "1 for the property `Extended_Pictographic`, else 0.", c -> is[c] ? 1 : 0);
    }

    /**
     * One byte for the value, then the length of the run in base 128, low digits first. Where two values take turns, as in
     * AaBbCc, the byte is the number of the pair, counted from the first unused value on.
     */
    static void runs(String name, String doc, IntUnaryOperator value) {
        int limit = 0;
        for (int c = 0; c < COUNT; c++) limit = Math.max(limit, value.applyAsInt(c) + 1);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<int[]> marks = new ArrayList<>();
        List<int[]> pairs = new ArrayList<>();
        int count = 0;
        for (int c = 0; c < COUNT;) {
            int first = value.applyAsInt(c), end = c + 1, tag = first;
            while (end < COUNT && value.applyAsInt(end) == first) end++;
            if (end == c + 1 && end < COUNT) {
                int second = value.applyAsInt(end), e = end;
                while (e < COUNT && value.applyAsInt(e) == ((e - c) % 2 == 0 ? first : second)) e++;
                if (e - c >= 4) {
                    end = e;
                    int k = 0;
                    while (k < pairs.size() && (pairs.get(k)[0] != first || pairs.get(k)[1] != second)) k++;
                    if (k == pairs.size()) pairs.add(new int[] {first, second});
                    tag = limit + k;
                }
            }
            if (tag > 255) throw new IllegalStateException("too many values");
            if (count % RUNS_PER_MARK == 0) marks.add(new int[] {c, data.size()});
            count++;
            data.write(tag);
            int length = end - c;
            for (; length >= 128; length >>= 7) data.write(length & 127 | 128);
            data.write(length);
            c = end;
        }
        System.out.println("\n/// " + doc);
        System.out.println("pub(super) static " + name + ": Runs = Runs {");
        System.out.print("    marks: &[");
        columns(marks.stream().map(m -> "(0x" + Integer.toHexString(m[0]) + ", " + m[1] + ")").toList(), 8);
        System.out.println("    ],");
        System.out.println("    first_pair: " + limit + ",");
        System.out.print("    pairs: &[");
        columns(pairs.stream().map(p -> "(" + p[0] + ", " + p[1] + ")").toList(), 8);
        System.out.println("    ],");
        System.out.println("    data: b\"\\");
        bytes(data.toByteArray());
        System.out.println("};");
    }

    static void bytes(byte[] data) {
        StringBuilder line = new StringBuilder();
        for (byte b : data) {
            int v = b & 255;
            String s = v == '"' || v == '\\' ? "\\" + (char) v : v > 32 && v < 127 ? "" + (char) v : String.format("\\x%02x", v);
            if (line.length() + s.length() > 120) {
                System.out.println(line + "\\");
                line.setLength(0);
            }
            line.append(s);
        }
        System.out.println(line + "\",");
    }

    static void columns(List<String> items, int indent) {
        StringBuilder line = new StringBuilder();
        System.out.println();
        for (String item : items) {
            if (indent + line.length() + item.length() + 1 > 108) {
                System.out.println(" ".repeat(indent) + line.toString().trim());
                line.setLength(0);
            }
            line.append(item).append(", ");
        }
        System.out.println(" ".repeat(indent) + line.toString().trim());
    }

    static void caseMap(String name, String doc, IntUnaryOperator map) {
        List<Integer> deltas = new ArrayList<>(List.of(0));
        for (int c = 0; c < COUNT; c++) {
            int delta = map.applyAsInt(c) - c;
            if (!deltas.contains(delta)) deltas.add(delta);
        }
        runs(name, doc + ", as indexes into [`" + name + "_DELTAS`].", c -> deltas.indexOf(map.applyAsInt(c) - c));
        System.out.println("\n/// The difference between the mapped character and the character.");
        System.out.print("pub(super) static " + name + "_DELTAS: &[i32] = &[");
        columns(deltas.stream().map(String::valueOf).toList(), 4);
        System.out.println("];");
    }

    static void names(String name, String doc, List<String> items) {
        System.out.println("\n/// " + doc);
        System.out.println("pub(super) static " + name + ": &str = \"\\");
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            String s = items.get(i) + (i + 1 < items.size() ? ";" : "");
            if (line.length() > 0 && line.length() + s.length() > 120) {
                System.out.println(line + "\\");
                line.setLength(0);
            }
            line.append(s);
        }
        System.out.println(line + "\";");
    }

    @SuppressWarnings("unchecked")
    static void scriptNames() throws Exception {
        Field f = Character.UnicodeScript.class.getDeclaredField("aliases");
        f.setAccessible(true);
        Map<String, Character.UnicodeScript> aliases = new TreeMap<>((Map<String, Character.UnicodeScript>) f.get(null));
        List<String> items = new ArrayList<>();
        for (Character.UnicodeScript s : Character.UnicodeScript.values()) {
            StringBuilder b = new StringBuilder(s.name());
            aliases.forEach((k, v) -> { if (v == s && !k.equals(s.name())) b.append(':').append(k); });
            items.add(b.toString());
        }
        names("SCRIPT_NAMES", "Names of scripts by ordinal, each with its aliases.", items);
    }

    @SuppressWarnings("unchecked")
    static void blocks() throws Exception {
        Field f = Character.UnicodeBlock.class.getDeclaredField("map");
        f.setAccessible(true);
        Map<String, Character.UnicodeBlock> map = new TreeMap<>((Map<String, Character.UnicodeBlock>) f.get(null));
        List<String> lengths = new ArrayList<>(), items = new ArrayList<>();
        Set<Object> seen = new LinkedHashSet<>();
        Character.UnicodeBlock last = null;
        int start = 0;
        for (int c = 0; c < COUNT; c++) {
            Character.UnicodeBlock b = Character.UnicodeBlock.of(c);
            if (c > 0 && b == last) continue;
            if (c % 16 != 0) throw new IllegalStateException("block starts at " + c);
            if (b != null && !seen.add(b)) throw new IllegalStateException("block in two parts: " + b);
            if (c > 0) lengths.add(String.valueOf(c - start >> 4));
            start = c;
            items.add(b == null ? "" : blockNames(map, b));
            last = b;
        }
        Set<String> empty = new TreeSet<>();
        map.forEach((k, b) -> { if (!seen.contains(b)) empty.add(blockNames(map, b)); });
        items.addAll(empty);
        lengths.add(String.valueOf(COUNT - start >> 4));
        System.out.println("\n/// The length of each block or gap between blocks, divided by 16.");
        System.out.print("pub(super) static BLOCK_LENGTHS: &[u16] = &[");
        columns(lengths, 4);
        System.out.println("];");
        names("BLOCK_NAMES", "Names of blocks in the order of [`BLOCK_LENGTHS`], followed by blocks without characters.", items);
    }

    /** The published name stands for itself, itself without blanks, and itself with `_` for blanks and hyphens. */
    static String blockNames(Map<String, Character.UnicodeBlock> map, Character.UnicodeBlock block) {
        Set<String> all = new LinkedHashSet<>();
        map.forEach((k, v) -> { if (v == block) all.add(k); });
        String best = all.stream().filter(k -> k.contains(" ") || k.contains("-"))
            .max((x, y) -> Long.compare(x.chars().filter(c -> c == ' ').count(), y.chars().filter(c -> c == ' ').count()))
            .orElse(all.stream().findFirst().get());
        Set<String> rest = new LinkedHashSet<>(all);
        for (String derived : derived(best)) {
            if (!rest.remove(derived)) rest.add("!" + derived);
        }
        StringBuilder b = new StringBuilder(best);
        rest.forEach(r -> b.append(':').append(r));
        return b.toString();
    }

    static Set<String> derived(String name) {
        Set<String> s = new LinkedHashSet<>();
        s.add(name);
        s.add(name.replace(" ", ""));
        s.add(name.replace(' ', '_').replace('-', '_'));
        return s;
    }
}
