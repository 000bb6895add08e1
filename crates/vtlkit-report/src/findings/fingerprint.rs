use std::collections::HashMap;

use super::Linted;

/// A unique fingerprint for each finding, in order, that does not change when lines move: a hash of its file, its rule,
/// the line of the template in which it starts, and the number of earlier findings with the same three.
pub fn fingerprints(files: &[Linted<'_>]) -> Vec<String> {
    let mut out = Vec::new();
    for file in files {
        let mut seen: HashMap<(&str, &str), u32> = HashMap::new();
        for finding in file.findings {
            let count = seen.entry((finding.rule(), &finding.line)).or_default();
            *count += 1;
            let parts = [file.source.name(), finding.rule(), &finding.line, &count.to_string()];
            out.push(format!("{:016x}", hash(&parts)));
        }
    }
    out
}

/// FNV-1a of parts, each followed by a byte that does not occur in text.
fn hash(parts: &[&str]) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(START, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
