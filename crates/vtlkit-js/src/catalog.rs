//! The variables and methods that templates can use.

use vtlkit_eval::methods::Receiver;
use vtlkit_gateway::catalog::{MemberKind, VARIABLES};

use crate::json::Json;

/// Everything that a template can use, as an object: `variables` with their members, and `classes` with the methods of
/// Java classes. Editors use it for completion and documentation.
pub fn catalog() -> String {
    Json::text_of(|json| {
        json.key("variables").list(VARIABLES, |json, variable| {
            json.object(|json| {
                json.text("name", variable.name);
                json.text("docs", variable.docs);
                json.key("members").list(variable.members, |json, member| {
                    json.object(|json| {
                        let (kind, parameters) = match member.kind {
                            MemberKind::Property => ("property", ""),
                            MemberKind::NoArgument => ("method", "()"),
                            MemberKind::Text => ("method", "(String)"),
                            MemberKind::Anything => ("method", "(Object)"),
                        };
                        json.text("name", member.name);
                        json.text("kind", kind);
                        json.text("signature", &format!("{}{parameters}", member.name));
                        json.text("docs", member.docs);
                    });
                });
            });
        });
        json.key("classes").list(Receiver::ALL, |json, class| {
            json.object(|json| {
                json.text("name", &format!("{class:?}"));
                json.key("methods").list(
                    class.methods().iter().filter(|method| method.is_callable()),
                    |json, method| {
                        let parameters: Vec<&str> = method.parameters.iter().map(|it| it.name()).collect();
                        json.object(|json| {
                            json.text("name", method.name);
                            json.text("signature", &format!("{}({})", method.name, parameters.join(", ")));
                            json.text("docs", method.docs);
                        });
                    },
                );
            });
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_what_the_engine_has() {
        let catalog: serde_json::Value = serde_json::from_str(&catalog()).unwrap();
        let names: Vec<&str> =
            catalog["variables"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
        assert_eq!(names, ["context", "input", "stageVariables", "util"]);
        let string = &catalog["classes"][0];
        assert_eq!(string["name"], "String");
        let methods = string["methods"].as_array().unwrap();
        assert!(methods.iter().any(|method| method["signature"] == "replaceAll(String, String)"));
    }
}
