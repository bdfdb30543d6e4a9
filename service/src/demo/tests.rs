use std::collections::HashSet;

use super::*;

#[test]
fn the_data_is_whole_and_every_picture_can_be_drawn() {
    let data = Data::read().unwrap();
    let objects = picture::Objects::read();
    assert_eq!(data.products().count(), 60);
    let handles: HashSet<_> = data.products().map(|(_, _, product)| product.handle.as_str()).collect();
    assert_eq!(handles.len(), 60, "handles are distinct");
    let categories: HashSet<_> = data.categories.iter().map(|(handle, ..)| handle.as_str()).collect();
    for (_, _, product) in data.products() {
        assert!(categories.contains(product.category.as_str()), "{} has no category", product.handle);
        let values: Vec<_> = product.options().flat_map(|(_, values)| values).collect();
        for value in
            product.add.keys().chain(product.weigh.keys()).chain(product.unit.keys().filter(|key| !key.is_empty()))
        {
            assert!(values.contains(&value.as_str()), "{} has no {value}", product.handle);
        }
        for out in &product.out {
            assert!(out.split(" / ").all(|value| values.contains(&value)), "{} has no {out}", product.handle);
        }
        for (name, _) in product.options() {
            assert!(data.words.german(name).is_some(), "{name} is not translated");
        }
    }
    let named = data.products().flat_map(|(_, _, product)| &product.related);
    for handle in named.chain(data.collections.iter().flat_map(|collection| &collection.products)) {
        assert!(handles.contains(handle.as_str()), "there is no {handle}");
    }
    let mut files = HashSet::new();
    for picture in pictures::of(&data) {
        assert!(picture.is_sound(&objects), "{} cannot be drawn", picture.file);
        assert!(!picture.draw(&objects).contains(['{', '}']), "{} has colours left out", picture.file);
        assert!(files.insert(picture.file.clone()), "{} is drawn twice", picture.file);
    }
}
