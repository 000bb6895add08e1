use std::path::{Path, PathBuf};

/// A set of cases recorded from other projects. It is not in the repository because of its licence and size.
#[derive(Debug, Clone, Copy)]
pub struct Recorded {
    /// The name of its folder.
    pub name: &'static str,
    /// The number of cases.
    pub cases: usize,
    /// A description with its origin.
    pub origin: &'static str,
}

/// Outputs recorded from API Gateway.
pub const AWS: Recorded = Recorded {
    name: "aws-recorded",
    cases: 338,
    origin: "outputs recorded from API Gateway by the test suites of localstack/localstack and localstack/airspeed",
};

/// The templates of Velocity's own tests.
pub const VELOCITY: Recorded = Recorded {
    name: "velocity",
    cases: 97,
    origin: "templates of the tests of apache/velocity-engine, tags 1.7 and 2.4.1, rendered by Velocity 1.7",
};

/// The official tests of JSON Schema draft 4.
pub const DRAFT4: Recorded = Recorded {
    name: "json-schema-draft4",
    cases: 937,
    origin: "draft 4 of json-schema-org/JSON-Schema-Test-Suite at commit 44401e0c046704b476ec9d2e2fccdaee618f259d",
};

/// All sets.
pub const RECORDED: [Recorded; 3] = [AWS, VELOCITY, DRAFT4];

/// The environment variable with the folder of the sets. If it is set, every set must exist.
pub const VARIABLE: &str = "VTLKIT_RECORDED";

impl Recorded {
    /// The folder of the set; `None` if it is missing. It is in the folder that [`VARIABLE`] names, or by default in
    /// `../shared/conformance` next to the checkout.
    ///
    /// # Errors
    ///
    /// Fails if [`VARIABLE`] is set and its folder does not have this set, so that a run which requires the cases
    /// cannot pass without them.
    pub fn folder(&self) -> Result<Option<PathBuf>, String> {
        let named = std::env::var_os(VARIABLE);
        let root = match &named {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        };
        let folder = root.join(self.name);
        match folder.is_dir() {
            true => Ok(Some(folder)),
            false if named.is_none() => Ok(None),
            false => Err(format!("{VARIABLE} is set, but {} does not exist", folder.display())),
        }
    }
}
