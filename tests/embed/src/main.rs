use vtlkit::{RenderOptions, Request, Template};

fn main() -> Result<(), vtlkit::Error> {
    let text = r#"{"PK": {"S": "USER#$input.path('$.user_id')"}}"#;
    let mut template = Template::compile(text, &RenderOptions::default())?;
    let request = Request { body: r#"{"user_id": 123}"#.into(), ..Request::default() };
    let rendered = template.render(&request)?;
    assert_eq!(rendered.text(), r#"{"PK": {"S": "USER#123"}}"#);
    Ok(())
}
