// Differential-testing oracle: runs one VTL template per input line through the
// real Apache Velocity engine (and, in "apigw" mode, the real Jayway JsonPath on
// json-smart) and prints one result per line.
//
//   Oracle                     NDJSON cases on stdin -> NDJSON results on stdout
//   Oracle bench N [SECONDS]   first case on stdin, warm up, N timed renders -> one JSON line
//
// Case:
//   {"id": "...", "template": "...", "mode": "plain", "vars": {...}}
//   {"id": "...", "template": "...", "mode": "apigw",
//    "request": {"body": "...", "headers": {}, "querystring": {}, "path": {},
//                "stageVariables": {}, "context": {}}}
//   {"id": "...", "mode": "jsonpath", "path": "$.a", "json": "{...}"}
//       (extra mode: Jayway alone, nothing caught, to see which exception a path raises)
//   optional in both template modes: "options": {"velocity.property": value, ...}
//   optional in both: "engine": "stock"|"aws" (default: stock in plain mode, aws in apigw mode):
//       stock is Velocity as it comes, aws is Velocity set up so that it behaves as API Gateway was
//       seen to (see engine() below)
//
// Result:
//   {"id": "...", "output": "..."}   apigw adds "overrides" when a template wrote some
//   {"id": "...", "error": {"class": "...", "message": "...", "phase": "parse"|"render"}}
//
// What is known and what is a guess about API Gateway is marked below:
//   [DOC]   stated by the AWS developer guide
//   [AWS]   seen on real AWS: outputs recorded from it by others
//   [GUESS] nobody told us; the simplest thing such a Java program would do

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import net.minidev.json.writer.DefaultMapperOrdered;
import net.minidev.json.writer.JsonReaderI;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.exception.TemplateInitException;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.util.introspection.Info;

public class Oracle {

    // ------------------------------------------------------------------ main

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
        if (args.length > 0 && args[0].equals("bench")) {
            int n = Integer.parseInt(args[1]);
            double warm = args.length > 2 ? Double.parseDouble(args[2]) : 5;
            String line = in.readLine();
            out.println(Json.write(bench(asMap(Json.parse(line)), n, warm)));
        } else {
            for (String line; (line = in.readLine()) != null; ) {
                if (line.trim().isEmpty()) continue;
                out.println(Json.write(runCase(asMap(Json.parse(line)))));
                out.flush();
            }
        }
        out.flush();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object o) {
        return o == null ? new LinkedHashMap<>() : (Map<String, Object>) o;
    }

    static Map<String, Object> runCase(Map<String, Object> c) {
        Map<String, Object> r = new LinkedHashMap<>();
        r.put("id", c.get("id"));
        String mode = (String) c.getOrDefault("mode", "plain");
        try {
            if (mode.equals("jsonpath")) {
                Object v = JsonPath.compile((String) c.get("path")).read(JsonSmart.parse((String) c.get("json")));
                r.put("output", JSONValue.toJSONString(v, JSONStyle.LT_COMPRESS));
                return r;
            }
            boolean apigw = mode.equals("apigw");
            RuntimeInstance engine = engine(c, apigw);
            VelocityContext ctx = context(c, apigw);
            StringWriter w = new StringWriter();
            engine.evaluate(ctx, w, "template", (String) c.get("template"));
            r.put("output", w.toString());
            if (apigw) {
                Map<String, Object> ov = overrides(asMap(ctx.get("context")));
                if (!ov.isEmpty()) r.put("overrides", ov);
            }
        } catch (Throwable t) {
            r.put("error", error(t));
        }
        return r;
    }

    static Map<String, Object> error(Throwable t) {
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("class", t.getClass().getName());
        e.put("message", String.valueOf(t.getMessage()));
        boolean parse = t instanceof ParseErrorException || t instanceof TemplateInitException
                || t.getClass().getName().endsWith("TokenMgrError") || t.getClass().getName().endsWith("ParseException");
        e.put("phase", parse ? "parse" : "render");
        if (t instanceof MethodInvocationException && t.getCause() != null) {
            e.put("cause", t.getCause().getClass().getName() + ": " + t.getCause().getMessage());
        }
        return e;
    }

    // ---------------------------------------------------------------- engine

    // One engine a case, so that no macro or cached state leaks from one case into another.
    static RuntimeInstance engine(Map<String, Object> c, boolean apigw) {
        boolean aws = c.getOrDefault("engine", apigw ? "aws" : "stock").equals("aws");
        RuntimeInstance ri = new RuntimeInstance();
        Properties p = new Properties();
        // No log file; property unknown to (and ignored by) Velocity 2.x.
        p.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        p.setProperty("parser.pool.size", "1");
        p.setProperty("input.encoding", "UTF-8");
        p.setProperty("output.encoding", "UTF-8");
        if (aws) {
            // [AWS] A reference that resolves to null is the empty string everywhere: "Hello $name" gives
            // "Hello ", #if($undefined) is TRUE, $undefined == "" and $undefined == $null are true.
            p.setProperty("eventhandler.invalidreferences.class", NullToEmpty.class.getName());
            // [AWS] #macro definitions give no output, and calls #foo() are printed as they stand.
            p.setProperty("velocimacro.permissions.allow.inline", "false");
        }
        for (Map.Entry<String, Object> o : asMap(c.get("options")).entrySet()) {
            p.setProperty(o.getKey(), String.valueOf(o.getValue()));
        }
        ri.init(p);
        if (aws) {
            ri.removeDirective("evaluate"); // [AWS] #evaluate($x) is printed as it stands
            ri.removeDirective("include");  // [GUESS] no resource loading on a shared service
            ri.removeDirective("parse");    // [GUESS] likewise
        }
        return ri;
    }

    // [AWS] (the behaviour is recorded; that this very handler makes it is inferred, and fits every recording)
    public static class NullToEmpty implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context c, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context c, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context c, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    static VelocityContext context(Map<String, Object> c, boolean apigw) {
        VelocityContext ctx = new VelocityContext();
        if (!apigw) {
            for (Map.Entry<String, Object> v : asMap(c.get("vars")).entrySet()) ctx.put(v.getKey(), copy(v.getValue()));
            return ctx;
        }
        Map<String, Object> req = asMap(c.get("request"));
        Map<String, Object> params = new LinkedHashMap<>();
        // [AWS] order of the three maps: path, querystring, header (seen in many logged events); the names are [DOC].
        params.put("path", copyMap(req.get("path")));
        params.put("querystring", copyMap(req.get("querystring")));
        // [AWS] headers are listed in case-insensitive order of their names (execution logs).
        Map<String, Object> headers = new LinkedHashMap<>();
        java.util.TreeMap<String, Object> sorted = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER.thenComparing(String::compareTo));
        sorted.putAll(copyMap(req.get("headers")));
        headers.putAll(sorted);
        params.put("header", headers);
        ctx.put("input", new Input((String) req.get("body"), params));
        ctx.put("util", new Util());
        ctx.put("stageVariables", copyMap(req.get("stageVariables")));
        // [DOC] requestOverride/responseOverride are writable. [AWS] requestOverride has path, header and
        // querystring, responseOverride has header; the maps under $context print as nothing.
        ContextMap context = contextMap(asMap(req.get("context")));
        ContextMap requestOverride = new ContextMap();
        for (String k : new String[] {"path", "header", "querystring"}) requestOverride.put(k, new ContextMap());
        context.putIfAbsent("requestOverride", requestOverride);
        ContextMap responseOverride = new ContextMap();
        responseOverride.put("header", new ContextMap());
        context.putIfAbsent("responseOverride", responseOverride);
        ctx.put("context", context);
        return ctx;
    }

    static Map<String, Object> overrides(Map<String, Object> context) {
        Map<String, Object> r = new LinkedHashMap<>();
        for (String k : new String[] {"requestOverride", "responseOverride"}) {
            if (!(context.get(k) instanceof Map)) continue;
            Map<String, Object> o = new LinkedHashMap<>();
            for (Map.Entry<String, Object> e : asMap(context.get(k)).entrySet()) {
                boolean empty = e.getValue() instanceof Map && ((Map<?, ?>) e.getValue()).isEmpty();
                if (!empty) o.put(e.getKey(), e.getValue());
            }
            if (!o.isEmpty()) r.put(k, o);
        }
        return r;
    }

    static Object copy(Object o) {
        if (o instanceof Map) return copyMap(o);
        if (o instanceof List) {
            List<Object> l = new ArrayList<>();
            for (Object e : (List<?>) o) l.add(copy(e));
            return l;
        }
        return o;
    }

    static Map<String, Object> copyMap(Object o) {
        Map<String, Object> m = new LinkedHashMap<>();
        for (Map.Entry<String, Object> e : asMap(o).entrySet()) m.put(e.getKey(), copy(e.getValue()));
        return m;
    }

    // [AWS] "$context.get('identity')" and "$context.requestOverride.get('path')" print as nothing while their
    // keySet() works. [GUESS] that this holds for every way to reach such a map.
    public static class ContextMap extends LinkedHashMap<String, Object> {
        @Override
        public String toString() {
            return "";
        }
    }

    static ContextMap contextMap(Map<String, Object> m) {
        ContextMap c = new ContextMap();
        for (Map.Entry<String, Object> e : m.entrySet()) {
            c.put(e.getKey(), e.getValue() instanceof Map ? contextMap(asMap(e.getValue())) : copy(e.getValue()));
        }
        return c;
    }

    // ------------------------------------------------------------ json-smart

    // Parses as Jayway's JsonSmartJsonProvider does (permissive mode, ordered maps). Debian's json-smart 2.2 and
    // upstream's 2.4.9 count every object ever opened as one level of depth and give up after 400 of them; the
    // count is put back here at every object, as the versions before and after do not have that fault.
    static final class JsonSmart extends DefaultMapperOrdered {
        private static final java.lang.reflect.Field STRING_PARSER = field(JSONParser.class.getName(), "pString");
        private static final java.lang.reflect.Field DEPTH = field("net.minidev.json.parser.JSONParserBase", "depth");
        private final JSONParser parser = new JSONParser(JSONParser.MODE_PERMISSIVE);
        private Object inner;

        private JsonSmart() {
            super(JSONValue.defaultReader);
        }

        private static java.lang.reflect.Field field(String type, String name) {
            try {
                java.lang.reflect.Field f = Class.forName(type).getDeclaredField(name);
                f.setAccessible(true);
                return f;
            } catch (ReflectiveOperationException e) {
                return null; // a json-smart without that count
            }
        }

        static Object parse(String text) throws ParseException {
            JsonSmart j = new JsonSmart();
            return j.parser.parse(text, j);
        }

        @Override
        public JsonReaderI<net.minidev.json.JSONAwareEx> startObject(String key) {
            return this;
        }

        @Override
        public JsonReaderI<net.minidev.json.JSONAwareEx> startArray(String key) {
            return this;
        }

        @Override
        public Object createObject() {
            try {
                if (inner == null) inner = STRING_PARSER.get(parser);
                if (DEPTH != null) DEPTH.setInt(inner, 0);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            return super.createObject();
        }
    }

    // ---------------------------------------------------------- $input, $util

    public static class Input {
        // [AWS] $input printed alone gives nothing.
        @Override
        public String toString() {
            return "";
        }

        private final String body;
        private final Map<String, Object> params;
        private Object parsed;
        private boolean done;

        Input(String body, Map<String, Object> params) {
            this.body = body;
            this.params = params;
        }

        // [DOC] raw payload. [AWS] an empty one reads "{}".
        public String getBody() {
            return body == null || body.isEmpty() ? "{}" : body;
        }

        // [GUESS] json-smart's permissive parser, Jayway's default ([AWS] maps print as {k=v} and arrays as JSON,
        // which is LinkedHashMap and json-smart's JSONArray). [GUESS] the body is parsed once a render. A body
        // that begins like an object or an array and cannot be read fails the render ([AWS], 2015: a 400); any other
        // text that cannot be read is a string ([AWS]).
        private Object document() {
            if (!done) {
                done = true;
                try {
                    parsed = JsonSmart.parse(getBody());
                } catch (ParseException e) {
                    String text = getBody().trim();
                    if (text.startsWith("{") || text.startsWith("[")) throw new IllegalArgumentException("Could not process payload: " + e.getMessage());
                    parsed = getBody();
                }
            }
            return parsed;
        }

        // [DOC] object representation. [AWS] a path without a match, and a null, act as "". [GUESS] that an
        // ill-formed path fails the render: InvalidPathException passes through.
        public Object path(String path) {
            Object doc = document();
            if (doc == null) return null;
            try {
                return JsonPath.compile(path).read(doc);
            } catch (PathNotFoundException e) {
                return null;
            }
        }

        // [DOC] JSON text of the result. [AWS] by hearsay: no match gives "\"\"". [GUESS] a null leaf does so too;
        // [GUESS] style LT_COMPRESS (slashes not escaped), the one Jayway's toJson uses.
        public String json(String path) {
            Object v = path(path);
            return JSONValue.toJSONString(v == null ? "" : v, JSONStyle.LT_COMPRESS);
        }

        // [DOC] map of all request parameters: path, querystring, header.
        public Map<String, Object> params() {
            return params;
        }

        // [DOC] searched in the order path, query string, header; names are case-sensitive (templates in the wild
        // look for both "Origin" and "origin"). [AWS] none: "" (by the null rule).
        public Object params(String name) {
            for (String k : new String[] {"path", "querystring", "header"}) {
                Object v = ((Map<?, ?>) params.get(k)).get(name);
                if (v != null) return v;
            }
            return null;
        }
    }

    public static class Util {
        // [AWS] $util printed alone gives nothing.
        @Override
        public String toString() {
            return "";
        }

        // [DOC] "JavaScript string rules", single quotes too. [AWS] escapes "/" (by hearsay, a log of 2016).
        // [GUESS] so it is commons-lang 2.6's escapeJavaScript, which writes everything outside 32..127 as
        // \\uXXXX with upper-case digits. [GUESS] arguments other than strings are taken by their toString().
        public String escapeJavaScript(Object o) {
            return o == null ? null : org.apache.commons.lang.StringEscapeUtils.escapeJavaScript(o.toString());
        }

        // [DOC] object representation. [AWS] by hearsay: text that is no JSON gives "".
        public Object parseJson(String s) {
            if (s == null) return null;
            try {
                return JsonSmart.parse(s);
            } catch (ParseException e) {
                return null;
            }
        }

        // [DOC] application/x-www-form-urlencoded, UTF-8. [AWS] space is "+".
        public String urlEncode(String s) throws Exception {
            return s == null ? null : URLEncoder.encode(s, "UTF-8");
        }

        public String urlDecode(String s) throws Exception {
            return s == null ? null : URLDecoder.decode(s, "UTF-8");
        }

        // [DOC] base64, UTF-8. [GUESS] standard alphabet, padding, no line breaks.
        public String base64Encode(String s) {
            return s == null ? null : Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String s) {
            return s == null ? null : new String(Base64.getDecoder().decode(s), StandardCharsets.UTF_8);
        }
    }

    // ----------------------------------------------------------------- bench

    interface Body {
        int run() throws Exception;
    }

    // Times, on one engine: parse+render of the template text, and render of the template parsed once. Every
    // render gets a fresh context, so in apigw mode it parses the body again: that is what one request costs.
    static Map<String, Object> bench(Map<String, Object> c, int n, double warmSeconds) throws Exception {
        long t0 = System.nanoTime();
        String mode = (String) c.getOrDefault("mode", "plain");
        boolean apigw = mode.equals("apigw");
        RuntimeInstance engine = engine(c, apigw);
        String text = (String) c.get("template");
        Body full = () -> {
            StringWriter w = new StringWriter();
            engine.evaluate(context(c, apigw), w, "template", text);
            return w.getBuffer().length();
        };
        int size = full.run();
        long first = System.nanoTime() - t0;

        Template template = new Template();
        template.setRuntimeServices(engine);
        template.setName("template");
        template.setData(parse(engine, text, template));
        template.initDocument();
        Body render = () -> {
            StringWriter w = new StringWriter();
            template.merge(context(c, apigw), w);
            return w.getBuffer().length();
        };
        Body parse = () -> parse(engine, text, template) == null ? 0 : 1;

        Map<String, Object> r = new LinkedHashMap<>();
        r.put("id", c.get("id"));
        r.put("n", n);
        r.put("template_chars", text.length());
        r.put("output_chars", size);
        r.put("first_render_ms", first / 1e6);
        r.put("parse_render_ns", time(full, n, warmSeconds));
        r.put("parse_ns", time(parse, n, warmSeconds));
        r.put("render_ns", time(render, n, warmSeconds));
        r.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        return r;
    }

    static Object parse(RuntimeInstance engine, String text, Template template) throws Exception {
        for (Method m : RuntimeInstance.class.getMethods()) {
            Class<?>[] p = m.getParameterTypes();
            if (!m.getName().equals("parse") || p.length != 2 || p[0] != java.io.Reader.class) continue;
            // Velocity 1.x names the template, 2.x wants the Template itself.
            return m.invoke(engine, new java.io.StringReader(text), p[1] == String.class ? "template" : template);
        }
        throw new IllegalStateException("no RuntimeInstance.parse");
    }

    // Median of five rounds of n, in ns a run.
    static double time(Body b, int n, double warmSeconds) throws Exception {
        int sink = 0;
        long end = System.nanoTime() + (long) (warmSeconds * 1e9);
        while (System.nanoTime() < end) sink += b.run();
        double[] rounds = new double[5];
        for (int i = 0; i < rounds.length; i++) {
            long t = System.nanoTime();
            for (int k = 0; k < n; k++) sink += b.run();
            rounds[i] = (System.nanoTime() - t) / (double) n;
        }
        if (sink == 42) System.err.print("");
        Arrays.sort(rounds);
        return Math.round(rounds[2] * 10) / 10.0;
    }

    // ------------------------------------------------------------------ JSON

    // A small strict JSON reader/writer, so that the Java types a case asks for are exactly these: Integer where
    // it fits, else Long, else BigInteger; Double for anything with a fraction or an exponent; LinkedHashMap,
    // ArrayList, String, Boolean, null.
    static final class Json {
        private final String s;
        private int i;

        private Json(String s) {
            this.s = s;
        }

        static Object parse(String s) {
            Json j = new Json(s);
            Object v = j.value();
            j.ws();
            if (j.i != s.length()) throw j.bad();
            return v;
        }

        private IllegalArgumentException bad() {
            return new IllegalArgumentException("bad JSON at " + i + " in " + s);
        }

        private void ws() {
            while (i < s.length() && " \t\r\n".indexOf(s.charAt(i)) >= 0) i++;
        }

        private Object value() {
            ws();
            if (i >= s.length()) throw bad();
            char ch = s.charAt(i);
            if (ch == '{') {
                Map<String, Object> m = new LinkedHashMap<>();
                i++;
                ws();
                if (s.charAt(i) == '}') {
                    i++;
                    return m;
                }
                while (true) {
                    ws();
                    String k = string();
                    ws();
                    if (s.charAt(i++) != ':') throw bad();
                    m.put(k, value());
                    ws();
                    char d = s.charAt(i++);
                    if (d == '}') return m;
                    if (d != ',') throw bad();
                }
            }
            if (ch == '[') {
                List<Object> l = new ArrayList<>();
                i++;
                ws();
                if (s.charAt(i) == ']') {
                    i++;
                    return l;
                }
                while (true) {
                    l.add(value());
                    ws();
                    char d = s.charAt(i++);
                    if (d == ']') return l;
                    if (d != ',') throw bad();
                }
            }
            if (ch == '"') return string();
            int b = i;
            while (i < s.length() && "+-.0123456789eE".indexOf(s.charAt(i)) >= 0) i++;
            if (i > b) {
                String t = s.substring(b, i);
                if (t.indexOf('.') >= 0 || t.indexOf('e') >= 0 || t.indexOf('E') >= 0) return Double.valueOf(t);
                java.math.BigInteger n = new java.math.BigInteger(t);
                if (n.bitLength() < 32) return n.intValue();
                if (n.bitLength() < 64) return n.longValue();
                return n;
            }
            for (String w : new String[] {"true", "false", "null"}) {
                if (s.startsWith(w, i)) {
                    i += w.length();
                    return w.equals("null") ? null : (Object) w.equals("true");
                }
            }
            throw bad();
        }

        private String string() {
            if (s.charAt(i++) != '"') throw bad();
            StringBuilder b = new StringBuilder();
            while (true) {
                char ch = s.charAt(i++);
                if (ch == '"') return b.toString();
                if (ch != '\\') {
                    b.append(ch);
                    continue;
                }
                ch = s.charAt(i++);
                int k = "bfnrt".indexOf(ch);
                if (k >= 0) b.append("\b\f\n\r\t".charAt(k));
                else if (ch == 'u') {
                    b.append((char) Integer.parseInt(s.substring(i, i + 4), 16));
                    i += 4;
                } else b.append(ch);
            }
        }

        static String write(Object o) {
            StringBuilder b = new StringBuilder();
            write(b, o);
            return b.toString();
        }

        private static void write(StringBuilder b, Object o) {
            if (o == null || o instanceof Number || o instanceof Boolean) b.append(o);
            else if (o instanceof Map) {
                b.append('{');
                String sep = "";
                for (Map.Entry<?, ?> e : ((Map<?, ?>) o).entrySet()) {
                    b.append(sep);
                    write(b, String.valueOf(e.getKey()));
                    b.append(": ");
                    write(b, e.getValue());
                    sep = ", ";
                }
                b.append('}');
            } else if (o instanceof Iterable) {
                b.append('[');
                String sep = "";
                for (Object e : (Iterable<?>) o) {
                    b.append(sep);
                    write(b, e);
                    sep = ", ";
                }
                b.append(']');
            } else {
                b.append('"');
                String t = o.toString();
                for (int k = 0; k < t.length(); k++) {
                    char ch = t.charAt(k);
                    int e = "\"\\\b\f\n\r\t".indexOf(ch);
                    if (e >= 0) b.append('\\').append("\"\\bfnrt".charAt(e));
                    // Everything else beyond ASCII is escaped, so that lone surrogates survive the trip.
                    else if (ch < 32 || ch > 126) b.append(String.format("\\u%04x", (int) ch));
                    else b.append(ch);
                }
                b.append('"');
            }
        }
    }
}
