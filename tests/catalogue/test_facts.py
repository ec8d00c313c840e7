from backstamp.catalogue.facts import Scope


def test_a_fact_about_clicks_is_not_used_on_pixels_and_the_other_way_round():
    assert [Scope.CLICKS.holds_for(pixel=pixel) for pixel in (True, False)] == [False, True]
    assert [Scope.OPENS.holds_for(pixel=pixel) for pixel in (True, False)] == [True, False]
    assert [Scope.BOTH.holds_for(pixel=pixel) for pixel in (True, False)] == [True, True]
