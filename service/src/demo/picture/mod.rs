//! Draws what the demo shop sells, as SVG: objects of one colour or two, in soft light on a table.
//!
//! Entry points: [`Objects::read`], [`Scene::draw`]. Deliberately absent: letters, because whoever
//! renders the drawings may have no fonts.

mod colour;

use std::{collections::HashMap, fmt::Write};

pub(super) use self::colour::Colour;

const OBJECTS: &str = include_str!("objects.txt");
const LIGHT: &str = include_str!("light.svg");

/// The drawings there are, by name.
pub(super) struct Objects(HashMap<&'static str, Object>);

#[derive(Clone, Copy)]
struct Object {
    /// The size at which it fills a picture of its own, in percent.
    percent: i32,
    elements: &'static str,
}

/// An object in a scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub object: &'a str,
    pub base: Colour,
    pub accent: Colour,
    /// Where its middle and its foot are, in a scene 1000 high.
    pub at: (i32, i32),
    /// Its size; 100 is 1000 wide.
    pub percent: i32,
    pub is_mirrored: bool,
}

/// A picture: a wall, a table, and what stands on it.
#[derive(Clone, Debug)]
pub(super) struct Scene<'a> {
    pub backdrop: Colour,
    /// A scene is 1000 high and this wide.
    pub width: i32,
    /// Pixels that the picture is meant to be shown with.
    pub pixels: (i32, i32),
    /// From the back to the front.
    pub placed: Vec<Placed<'a>>,
}

impl Objects {
    pub(super) fn read() -> Self {
        let objects = OBJECTS.split("\n# ").skip(1).filter_map(|object| {
            let (heading, elements) = object.split_once('\n')?;
            let (name, percent) = heading.split_once(' ')?;
            Some((name, Object { percent: percent.parse().ok()?, elements }))
        });
        Self(objects.collect())
    }

    /// The size at which an object fills a picture of its own, in percent.
    pub(super) fn percent(&self, name: &str) -> Option<i32> {
        self.0.get(name).map(|object| object.percent)
    }
}

impl Scene<'_> {
    /// The picture as SVG. An object that does not exist is left out.
    pub(super) fn draw(&self, objects: &Objects) -> String {
        let mut svg = String::with_capacity(16 * 1024);
        self.write_room(&mut svg);
        for placed in &self.placed {
            if let Some(object) = objects.0.get(placed.object) {
                placed.write(&mut svg, object.elements);
            }
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn write_room(&self, svg: &mut String) {
        let Self { width, pixels: (across, down), backdrop, .. } = self;
        let [wall, wall_light, table, edge] =
            [*backdrop, backdrop.lighter(55), backdrop.lighter(30).darker(9), backdrop.darker(18)];
        let light = LIGHT.replace("{wall}", &wall.to_string()).replace("{wall-light}", &wall_light.to_string());
        let light = light.replace("{table}", &table.to_string()).replace("{edge}", &edge.to_string());
        let room = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across}\" height=\"{down}\" viewBox=\"0 0 {width} 1000\">\n\
             {light}<rect width=\"{width}\" height=\"1000\" fill=\"url(#wall)\"/>\n\
             <rect y=\"690\" width=\"{width}\" height=\"310\" fill=\"url(#table)\"/>\n\
             <rect width=\"{width}\" height=\"1000\" fill=\"url(#window)\"/>\n"
        );
        svg.push_str(&room);
    }
}

impl Placed<'_> {
    fn write(&self, svg: &mut String, object: &str) {
        let (x, y) = self.at;
        let (left, top) = (x - 5 * self.percent, y - 8 * self.percent);
        let scale = format!("{}.{:02}", self.percent / 100, self.percent % 100);
        let place = if self.is_mirrored {
            format!("matrix(-{scale} 0 0 {scale} {} {top})", x + 5 * self.percent)
        } else {
            format!("translate({left} {top}) scale({scale})")
        };
        // Writing to a string cannot fail.
        let _written = writeln!(svg, "<g transform=\"{place}\">");
        for line in object.lines().filter(|line| !line.is_empty()) {
            self.write_element(svg, line);
        }
        svg.push_str("</g>\n");
    }

    /// An element and, where it asks for it, its shading on top.
    fn write_element(&self, svg: &mut String, line: &str) {
        let mut rest = line;
        while let Some((before, (name, after))) =
            rest.split_once(" shade=\"").and_then(|(before, after)| Some((before, after.split_once('"')?)))
        {
            // What is before may begin with whole elements: the shaded one starts at the last `<`.
            let at = before.rfind('<').unwrap_or_default();
            let (whole, shaded) = before.split_at(at);
            let (end, tail) = after.split_once('>').unwrap_or((after, ""));
            self.fill_in(svg, whole);
            self.fill_in(svg, shaded);
            self.fill_in(svg, end);
            svg.push('>');
            let unfilled = shaded.split_once(" fill=\"").and_then(|(head, fill)| Some((head, fill.split_once('"')?.1)));
            if let Some((head, others)) = unfilled {
                let _written = write!(svg, "{head}{others} fill=\"url(#{name})\"{end}>");
            }
            rest = tail;
        }
        self.fill_in(svg, rest);
        svg.push('\n');
    }

    /// Replaces `{name}` by the colour of that name.
    fn fill_in(&self, svg: &mut String, text: &str) {
        let mut rest = text;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            let colour = match name {
                "light" => self.base.lighter(32),
                "pale" => self.base.lighter(70),
                "dark" => self.base.darker(22),
                "deep" => self.base.darker(46),
                "accent" => self.accent,
                "tint" => self.accent.lighter(35),
                "shade" => self.accent.darker(28),
                _ => self.base,
            };
            let _written = write!(svg, "{before}{colour}");
            rest = after;
        }
        svg.push_str(rest);
    }
}
