//! Which pictures the demo shop has, and what is on them.
use entity::media;

use super::{
    FOLDER,
    data::{Data, Family, ProductData, Prop, Words},
    picture::{Colour, Objects, Placed, Scene},
};
use crate::catalogue::record::MediaRecord;

/// The place of an object that stands alone, and the size of the room.
const MIDDLE: (i32, i32) = (500, 860);
const SQUARE: (i32, (i32, i32)) = (1000, (1200, 1200));
const BANNER: (i32, (i32, i32)) = (1778, (1600, 900));
const BANNER_FOOT: i32 = 880;

/// A picture to be drawn.
pub(super) struct Picture<'a> {
    /// Its name in the demo shop's folder.
    pub file: String,
    pub alt: String,
    size: (i32, (i32, i32)),
    wall: &'a str,
    props: Vec<Stand<'a>>,
}

/// What stands where. The size is a share of that at which the object fills a picture, in percent.
struct Stand<'a> {
    object: &'a str,
    colours: (&'a str, &'a str),
    at: (i32, i32),
    share: Share,
    is_mirrored: bool,
}

enum Share {
    OfFull(i32),
    Exact(i32),
}

/// Every picture of the shop.
pub(super) fn of(data: &Data) -> impl Iterator<Item = Picture<'_>> {
    let products = data.products().flat_map(|(_, family, product)| of_product(&data.words, family, product));
    let collections = data.collections.iter().filter_map(|collection| {
        let wall = collection.wall.as_deref()?;
        Some(banner(format!("collection-{}.svg", collection.handle), &collection.title, wall, &collection.scene))
    });
    let articles = data.content.articles.iter().map(|article| {
        banner(format!("article-{}.svg", article.handle), &article.title, &article.wall, &article.scene)
    });
    products.chain(collections).chain(articles).chain([logo()])
}

/// The pictures of a product: one in each of its colours, two of it together, one from close up.
pub(super) fn of_product<'a>(words: &'a Words, family: &'a Family, product: &'a ProductData) -> Vec<Picture<'a>> {
    let accent = product.accent.as_deref().unwrap_or(&family.accent);
    let wall = product.wall.as_deref().unwrap_or(&family.wall);
    let own = product.colour.as_deref().unwrap_or(accent);
    let named: Vec<_> = colours(words, product).map(|(name, hex)| (Some(name), hex)).collect();
    let shown = if named.is_empty() { vec![(None, own)] } else { named };
    let stand = |colour, at, share, is_mirrored| Stand {
        object: &product.object,
        colours: (colour, accent),
        at,
        share: Share::OfFull(share),
        is_mirrored,
    };
    let mut pictures: Vec<_> = shown
        .iter()
        .map(|(name, hex)| {
            let alt = name.map_or_else(|| product.title.clone(), |name| format!("{} in {name}", product.title));
            (alt, vec![stand(hex, MIDDLE, 100, false)])
        })
        .collect();
    let first = shown.first().map_or(own, |(_, hex)| *hex);
    let other = shown.get(1).map_or(accent, |(_, hex)| *hex);
    let sprig =
        Stand { object: "sprig", colours: (first, accent), at: (290, 968), share: Share::Exact(62), is_mirrored: true };
    let together = vec![stand(other, (310, 790), 74, true), stand(first, (635, 885), 84, false), sprig];
    pictures.push((format!("{}, two together", product.title), together));
    pictures.push((format!("{}, close up", product.title), vec![stand(first, (455, 1120), 152, false)]));
    let numbered = (1..).zip(pictures);
    numbered
        .map(|(number, (alt, props))| Picture {
            file: format!("{}-{number}.svg", product.handle),
            alt,
            size: SQUARE,
            wall,
            props,
        })
        .collect()
}

/// The values of the option that colours the product.
pub(super) fn colours<'a>(words: &'a Words, product: &'a ProductData) -> impl Iterator<Item = (&'a str, &'a str)> {
    let values = product
        .options()
        .map(|(_, values)| values)
        .find(|values| values.iter().any(|value| words.colour(value).is_some()));
    values.unwrap_or_default().into_iter().filter_map(|value| Some((value, words.swatches.get(value)?.0.as_str())))
}

fn banner<'a>(file: String, title: &str, wall: &'a str, scene: &'a [Prop]) -> Picture<'a> {
    let props = scene.iter().map(|(object, base, accent, x, percent)| Stand {
        object,
        colours: (base, accent),
        at: (*x, BANNER_FOOT),
        share: Share::Exact(*percent),
        is_mirrored: false,
    });
    Picture { file, alt: title.to_owned(), size: BANNER, wall, props: props.collect() }
}

fn logo() -> Picture<'static> {
    let wheel = Stand {
        object: "wheel",
        colours: ("#2f4157", "#cf9b3d"),
        at: MIDDLE,
        share: Share::OfFull(100),
        is_mirrored: false,
    };
    Picture {
        file: "logo.svg".to_owned(),
        alt: "A mill wheel".to_owned(),
        size: SQUARE,
        wall: "#efe6d5",
        props: vec![wheel],
    }
}

impl Picture<'_> {
    /// As SVG. A colour that is none is left out with its object: the tests hold that there is none.
    pub(super) fn draw(&self, objects: &Objects) -> String {
        let (width, pixels) = self.size;
        let placed = self.props.iter().filter_map(|prop| {
            let full = objects.percent(prop.object)?;
            Some(Placed {
                object: prop.object,
                base: prop.colours.0.parse().ok()?,
                accent: prop.colours.1.parse().ok()?,
                at: prop.at,
                percent: match prop.share {
                    Share::OfFull(share) => full * share / 100,
                    Share::Exact(percent) => percent,
                },
                is_mirrored: prop.is_mirrored,
            })
        });
        let backdrop = self.wall.parse::<Colour>().unwrap_or_default();
        Scene { backdrop, width, pixels, placed: placed.collect() }.draw(objects)
    }

    /// How the catalogue speaks of it.
    pub(super) fn record(&self) -> MediaRecord {
        MediaRecord {
            kind: media::Kind::Image,
            source: format!("{FOLDER}/{}", self.file),
            alt: self.alt.clone(),
            size: Some(self.size.1),
        }
    }

    #[cfg(test)]
    pub(super) fn is_sound(&self, objects: &Objects) -> bool {
        let is_colour = |text: &str| text.parse::<Colour>().is_ok();
        let is_sound = |prop: &Stand<'_>| {
            objects.percent(prop.object).is_some() && is_colour(prop.colours.0) && is_colour(prop.colours.1)
        };
        is_colour(self.wall) && self.props.iter().all(is_sound)
    }
}

/// The picture of a collection or an article.
pub(super) fn banner_record(kind: &str, handle: &str, title: &str) -> MediaRecord {
    banner(format!("{kind}-{handle}.svg"), title, "", &[]).record()
}
